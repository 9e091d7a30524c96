#include "actors/gateway/route_view.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace synod {

namespace {

using nlohmann::ordered_json;

const registered_worker*
find(const workers_listed& in, const account_id& account) {
  auto found
    = std::ranges::find(in.workers, account, &registered_worker::account);
  return found == in.workers.end() ? nullptr : &*found;
}

const load_report*
find(const std::vector<signed_load_report>& in, const account_id& account) {
  auto found = std::ranges::find(in, account,
                                 [](const auto& x) { return x.report.worker; });
  return found == in.end() ? nullptr : &found->report;
}

} // namespace

caf::expected<std::vector<ledger::route_step>>
choose_again(const route_question& x, const ledger::reputation& standings,
             const workers_listed& registered) {
  if (x.record.route_time == 0)
    return errc::not_stored;
  auto candidates = std::vector<ledger::route_candidate>{};
  for (const auto& report : x.record.load_reports)
    if (auto* worker = find(registered, report.report.worker))
      candidates.push_back({worker->account, worker->range,
                            standings.find(worker->account), report.report});
  return ledger::choose_route(x.request, 0, x.blocks, candidates,
                              x.record.route_time);
}

std::string
to_json(const route_question& x, const std::vector<ledger::route_step>& steps,
        const ledger::reputation& standings, const workers_listed& registered) {
  auto list = ordered_json::array();
  for (const auto& step : steps) {
    auto candidates = ordered_json::array();
    for (const auto& y : step.candidates) {
      auto* worker = find(registered, y.worker);
      auto* report = find(x.record.load_reports, y.worker);
      candidates.push_back(
        {{"worker", to_hex(y.worker)},
         {"name", worker ? worker->worker_name : std::string{}},
         {"first", y.range.first},
         {"count", y.range.count},
         {"weight", y.weight},
         {"score", standings.find(y.worker).score},
         {"sessions", report ? report->sessions : 0},
         {"sessions_max", report ? report->sessions_max : 0}});
    }
    list.push_back({{"block", step.block},
                    {"draw", step.draw},
                    {"chosen", step.chosen},
                    {"candidates", std::move(candidates)}});
  }
  return ordered_json{{"request", to_hex(x.request)},
                      {"height", x.record.route_height},
                      {"time_ms", x.record.route_time},
                      {"steps", std::move(list)}}
    .dump();
}

} // namespace synod
