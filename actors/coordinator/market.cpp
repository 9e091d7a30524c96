#include "actors/coordinator/market.hpp"

#include <algorithm>

namespace synod::coordinator {

market::market(const chain_parameters& chain,
               const ledger::signature_check& check,
               std::map<node_id, curve_key> keys)
  : chain_(&chain), check_(&check), keys_(std::move(keys)) {
}

void market::learn(const hop& from, const signed_load_report& x, time_ms now) {
  if (auto account = workers_.account_of(from.worker))
    (void) reports_.add(x, *account, now, *chain_, *check_);
}

// The list of workers may be ahead of the blocks; who chooses again has these.
bool market::is_on_chain(const registered_worker& x) const {
  auto* offer = facts_.find(x.account);
  return offer && offer->model == x.model && offer->range == x.range;
}

std::vector<market::candidate>
market::candidates(const replicas& all, const route_wish& wish,
                   const paid_wish& paid, instant now) const {
  auto result = std::vector<candidate>{};
  for (const auto& x : all.all()) {
    auto place = hop{x.what.worker, x.what.range};
    auto is_barred = wish.barred && wish.barred->contains(x.what.worker);
    if (!x.up || x.what.model != wish.model || is_barred || x.is_suspected(now))
      continue;
    auto* worker = workers_.find(place, paid.model, paid.price);
    if (!worker || !is_on_chain(*worker))
      continue;
    if (auto* report = reports_.find(worker->account, paid.now))
      result.push_back(
        {place,
         {worker->account, place.range,
          facts_.standings().find(worker->account), report->report}});
  }
  std::ranges::sort(result, {},
                    [](const candidate& x) { return x.what.worker; });
  return result;
}

std::vector<hop>
market::choose(const replicas& all, const route_wish& wish,
               const paid_wish& paid, instant now, route_basis& basis) const {
  auto known = candidates(all, wish, paid, now);
  auto weighed = std::vector<ledger::route_candidate>{};
  for (const auto& x : known)
    weighed.push_back(x.what);
  auto place_of = [&](const account_id& worker) {
    return std::ranges::find(known, worker,
                             [](const candidate& x) { return x.what.worker; })
      ->place;
  };
  auto route = std::vector<hop>{};
  if (wish.keep.empty()) {
    auto steps = ledger::choose_route(wish.request, paid.attempt, wish.blocks,
                                      weighed, paid.now);
    if (!steps)
      return {};
    for (const auto& x : *steps)
      route.push_back(place_of(x.candidates[x.chosen].worker));
  }
  for (const auto& x : wish.keep) {
    auto goes_on = std::ranges::any_of(
      known, [&](const candidate& y) { return y.place == x; });
    if (goes_on) {
      route.push_back(x);
      continue;
    }
    auto step = ledger::choose_replica(wish.request, paid.attempt, x.range,
                                       weighed, paid.now);
    if (!step)
      return {};
    route.push_back(place_of(step->candidates[step->chosen].worker));
  }
  for (std::size_t i = 1; i < route.size(); ++i)
    if (all.is_link_suspected(route[i - 1].worker, route[i].worker, now))
      return {};
  auto covered = std::uint32_t{0};
  for (const auto& x : route)
    covered = x.range.first == covered ? covered + x.range.count : covered;
  if (covered != wish.blocks) // the hops that are kept are not a whole route
    return {};
  basis = {facts_.height(), paid.now, {}};
  for (const auto& x : known)
    basis.reports.push_back(*reports_.find(x.what.worker, paid.now));
  return route;
}

} // namespace synod::coordinator
