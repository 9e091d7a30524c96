#include "tests/runtime/consensus/itf_replay.hpp"

#include "tests/runtime/consensus/itf_checks.hpp"

#include <stdexcept>

namespace synod::test {

using namespace consensus;

namespace {

void note(replay_report& report, std::string what) {
  if (!what.empty())
    report.differences.push_back("step " + std::to_string(report.steps) + ": "
                                 + std::move(what));
}

} // namespace

replay_report replay(const json& trace) {
  const auto& first = trace.at("states").at(0);
  if (!variable(first, "system").is_null())
    return replay_system(trace);
  if (!variable(first, "bookkeeper").is_null())
    return replay_keeper(trace);
  if (!variable(first, "input").is_null())
    return replay_core(trace);
  throw std::runtime_error("a trace of no known kind: "
                           + trace.at("vars").dump());
}

replay_report replay_core(const json& trace) {
  auto report = replay_report{"core", 0, 0, {}, {}};
  auto state = round_state{};
  for (const auto& x : trace.at("states")) {
    const auto& expected = variable(x, "state");
    const auto& input = variable(x, "input");
    if (tag(input) == "NoConsensusInput") { // the height begins
      state = {height_of(expected.at("height")),
               no_round,
               round_step::unstarted,
               {},
               {}};
    } else {
      auto result = consensus::apply(state, rule_of(input, state));
      ++report.rules;
      note(report, differs(result, variable(x, "output"), state));
    }
    note(report, differs(state, expected));
    ++report.steps;
  }
  return report;
}

replay_report replay_keeper(const json& trace) {
  auto report = replay_report{"keeper", 0, 0, {}, {}};
  const auto& first = variable(trace.at("states").at(0), "bookkeeper");
  auto validators = std::make_shared<const validator_set>(validators_of(first));
  auto keeper = vote_keeper{height_of(first.at("height")), validators};
  for (const auto& x : trace.at("states")) {
    const auto& input = variable(x, "weightedVote");
    if (tag(input) != "NoWeightedVote") {
      const auto& content = value(input);
      auto vote = vote_of(tuple_at(content, 0));
      if (validators->weight_of(vote.validator)
          != static_cast<vote_weight>(number(tuple_at(content, 1))))
        note(report, "weight");
      auto result = keeper.add({vote, {}}, round_of(tuple_at(content, 2)));
      note(report, differs(result.reached, variable(x, "lastEmitted")));
    }
    note(report, differs(keeper, *validators, variable(x, "bookkeeper")));
    ++report.steps;
  }
  return report;
}

} // namespace synod::test
