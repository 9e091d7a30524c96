#include "tests/runtime/consensus/itf_checks.hpp"
#include "tests/runtime/consensus/itf_process.hpp"
#include "tests/runtime/consensus/itf_replay.hpp"

#include <map>

namespace synod::test {

namespace {

/// Who acted last, with what output; in one of two shapes.
struct history {
  std::string validator;
  json output;
};

history history_of(const json& state) {
  const auto& x = variable(state, "_hist");
  if (x.contains("#tup"))
    return {tuple_at(x, 0).get<std::string>(), tuple_at(x, 2)};
  return {x.at("validator").get<std::string>(), x.at("output")};
}

} // namespace

replay_report replay_system(const json& trace) {
  auto report = replay_report{"system", 0, 0, {}, {}};
  auto processes = std::map<std::string, itf_process>{};
  auto votes = cast_votes{};
  const auto* before = static_cast<const json*>(nullptr);
  for (const auto& state : trace.at("states")) {
    const auto& system = variable(state, "system");
    auto last = history_of(state);
    for (const auto& node : elements(system)) {
      auto name = node.at(0).get<std::string>();
      const auto& now = node.at(1);
      auto [process, added] = processes.try_emplace(name, name, now);
      if (added)
        continue;
      const auto& then = entry(variable(*before, "system"), name);
      process->second.step(then, now, last.output, last.validator == name,
                           votes, report);
    }
    before = &state;
    ++report.steps;
  }
  return report;
}

} // namespace synod::test
