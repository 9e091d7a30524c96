#include "actors/coordinator/coordinator_status.hpp"

#include <algorithm>

namespace synod::coordinator {

namespace {

std::int64_t number(auto x) {
  return static_cast<std::int64_t>(x);
}

void add_paid(const settlements& paid, std::vector<gauge>& to) {
  auto& counted = paid.counted();
  to.insert(to.end(),
            {{"attestations_applied", number(counted.attested)},
             {"attestations_refused", number(counted.refused)},
             {"attestations_waiting", number(paid.waiting())},
             {"requests_unattested", number(counted.unattested)},
             {"receipts_taken", number(counted.receipts)},
             {"receipts_false", number(counted.receipts_false)},
             {"fees_attested", number(counted.earned)},
             {"workers_registered", number(paid.who().workers().size())}});
}

} // namespace

actor_status status_of(const requests& core) {
  auto& counted = core.counted();
  auto usable
    = std::ranges::count(core.workers().all(), true, &replicas::entry::up);
  auto result
    = actor_status{"coordinator",
                   core.settings().self.actor,
                   {},
                   {{"requests_open", number(core.open())},
                    {"requests_started", number(counted.started)},
                    {"requests_refused", number(counted.refused)},
                    {"requests_ended_well", number(counted.ended_well)},
                    {"requests_ended_badly", number(counted.ended_badly)},
                    {"failovers", number(counted.failovers)},
                    {"tokens_generated", number(counted.tokens)},
                    {"tokens_contradicted", number(counted.contradictions)},
                    {"workers_up", number(usable)}}};
  if (core.paid())
    add_paid(*core.paid(), result.gauges);
  return result;
}

} // namespace synod::coordinator
