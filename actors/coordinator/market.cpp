#include "actors/coordinator/market.hpp"

#include "runtime/ledger/deliveries.hpp"
#include "schemas/canonical.hpp"

#include <algorithm>

namespace synod::coordinator {

market::market(const chain_parameters& chain,
               const ledger::signature_check& check,
               std::map<node_id, curve_key> keys)
  : chain_(&chain), check_(&check), keys_(std::move(keys)) {
}

std::optional<block> market::learn(const stored_block& x) {
  if (x.height.value() != height_ + 1)
    return {};
  auto limits = canonical_limits{};
  limits.bytes_max = x.block.size();
  auto decoded = canonical_decode<block>(x.block.bytes(), limits);
  if (!decoded || decoded->header.height != x.height
      || decoded->transactions.size() != x.receipts.size())
    return {};
  height_ = x.height.value();
  for (const auto& request : ledger::settled_requests_of(
         decoded->transactions, x.receipts, decoded->header.time_ms, *chain_))
    standings_.fold(request);
  return std::move(*decoded);
}

void market::learn(const hop& from, const signed_load_report& x, time_ms now) {
  if (auto account = workers_.account_of(from.worker))
    (void) reports_.add(x, *account, now, *chain_, *check_);
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
    auto* report = worker ? reports_.find(worker->account, paid.now) : nullptr;
    if (report)
      result.push_back({place,
                        {worker->account, place.range,
                         standings_.find(worker->account), report->report}});
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
  basis = {height_, paid.now, {}};
  for (const auto& x : known)
    basis.reports.push_back(*reports_.find(x.what.worker, paid.now));
  return route;
}

} // namespace synod::coordinator
