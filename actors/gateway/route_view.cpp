#include "actors/gateway/route_view.hpp"

#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/signed_bytes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace synod {

namespace {

using nlohmann::ordered_json;

const load_report*
find(const std::vector<signed_load_report>& in, const account_id& account) {
  auto found = std::ranges::find(in, account,
                                 [](const auto& x) { return x.report.worker; });
  return found == in.end() ? nullptr : &found->report;
}

bool is_signed(const signed_load_report& x, const std::string& chain_id) {
  return crypto::verify(x.report.worker,
                        crypto::signed_bytes(chain_id, x.report), x.signature);
}

} // namespace

caf::expected<std::vector<ledger::route_step>>
choose_again(const route_question& x, const ledger::route_facts& facts) {
  if (x.record.route_time == 0)
    return errc::not_stored;
  auto candidates = std::vector<ledger::route_candidate>{};
  for (const auto& report : x.record.load_reports) {
    const auto& worker = report.report.worker;
    if (!is_signed(report, x.chain_id))
      return errc::bad_load_report;
    auto* offer = facts.find(worker);
    if (offer && offer->model == x.record.model)
      candidates.push_back(
        {worker, offer->range, facts.standings().find(worker), report.report});
  }
  return ledger::choose_route(x.request, 0, x.blocks, candidates,
                              x.record.route_time);
}

bool went_there(const std::vector<ledger::route_step>& steps,
                const attest& attested) {
  return std::ranges::all_of(steps, [&](const ledger::route_step& step) {
    const auto& chosen = step.candidates[step.chosen];
    auto began = std::ranges::any_of(attested.receipts, [&](const auto& x) {
      return x.receipt.worker == chosen.worker
             && x.receipt.range == chosen.range && x.receipt.position == 0;
    });
    return began
           || std::ranges::find(attested.failures, chosen.worker,
                                &failure_report::worker)
                != attested.failures.end();
  });
}

std::string
to_json(const route_question& x, const std::vector<ledger::route_step>& steps,
        const ledger::route_facts& facts, const attest& attested) {
  auto list = ordered_json::array();
  for (const auto& step : steps) {
    auto candidates = ordered_json::array();
    for (const auto& y : step.candidates) {
      auto* offer = facts.find(y.worker);
      auto* report = find(x.record.load_reports, y.worker);
      candidates.push_back(
        {{"worker", to_hex(y.worker)},
         {"name", offer ? offer->worker_name : std::string{}},
         {"first", y.range.first},
         {"count", y.range.count},
         {"weight", y.weight},
         {"score", facts.standings().find(y.worker).score},
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
                      {"went_there", went_there(steps, attested)},
                      {"steps", std::move(list)}}
    .dump();
}

} // namespace synod
