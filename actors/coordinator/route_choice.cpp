#include "actors/coordinator/route_choice.hpp"

#include <algorithm>
#include <compare>
#include <limits>
#include <numeric>
#include <optional>

namespace synod::coordinator {

namespace {

using entry = replicas::entry;

// What a route costs; adding costs and comparing them go together, so the best
// route to a worker begins with a best route to one of those before it.
struct cost {
  std::uint64_t suspected_workers = 0;
  std::uint64_t suspected_links = 0;
  std::uint64_t hops_new = 0;
  std::uint64_t sessions = 0;
  std::uint64_t disfavour = 0;

  auto operator<=>(const cost&) const = default;

  friend cost operator+(const cost& a, const cost& b) {
    return {a.suspected_workers + b.suspected_workers,
            a.suspected_links + b.suspected_links, a.hops_new + b.hops_new,
            a.sessions + b.sessions, a.disfavour + b.disfavour};
  }
};

// FNV-1a with a final mix, folded to 32 bits so that sums do not overflow.
std::uint64_t
disfavour_of(const request_id& request, const actor_address& worker) {
  auto hash = std::uint64_t{0xcbf29ce484222325};
  auto add
    = [&hash](std::uint8_t byte) { hash = (hash ^ byte) * 0x100000001b3; };
  for (auto x : request.bytes())
    add(static_cast<std::uint8_t>(x));
  for (auto x : worker.node + '/' + worker.actor)
    add(static_cast<std::uint8_t>(x));
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  return hash >> 32;
}

bool is_usable(const entry& x, const route_wish& wish) {
  return x.up && x.what.model == wish.model && x.what.range.count > 0
         && x.what.range.first < wish.blocks
         && x.what.range.count <= wish.blocks - x.what.range.first
         && (wish.barred == nullptr || !wish.barred->contains(x.what.worker))
         && (!wish.allows || wish.allows({x.what.worker, x.what.range}));
}

cost cost_of(const entry& x, const route_wish& wish, instant now) {
  auto is_kept = std::ranges::find(wish.keep, hop{x.what.worker, x.what.range})
                 != wish.keep.end();
  return {.suspected_workers = x.is_suspected(now),
          .hops_new = !is_kept,
          .sessions = x.sessions - (is_kept && x.sessions > 0),
          .disfavour = disfavour_of(wish.request, x.what.worker)};
}

std::uint32_t end_of(const entry& x) {
  return x.what.range.first + x.what.range.count;
}

// The best route that ends with a worker.
struct best_route {
  std::optional<cost> price;
  std::optional<std::size_t> before; // the worker before, unless it is first
};

} // namespace

std::vector<hop>
choose_route(const replicas& workers, const route_wish& wish, instant now) {
  auto usable = std::vector<const entry*>{};
  for (auto& x : workers.all())
    if (is_usable(x, wish))
      usable.push_back(&x);
  std::ranges::stable_sort(usable, {},
                           [](const entry* x) { return x->what.range.first; });

  auto best = std::vector<best_route>(usable.size());
  auto last = std::optional<std::size_t>{};
  for (std::size_t i = 0; i < usable.size(); ++i) {
    auto& here = *usable[i];
    auto own = cost_of(here, wish, now);
    if (here.what.range.first == 0)
      best[i].price = own;
    for (std::size_t j = 0; j < i; ++j) {
      auto& there = *usable[j];
      if (!best[j].price || end_of(there) != here.what.range.first)
        continue;
      auto link = cost{.suspected_links = workers.is_link_suspected(
                         there.what.worker, here.what.worker, now)};
      auto price = *best[j].price + link + own;
      if (!best[i].price || price < *best[i].price)
        best[i] = {price, j};
    }
    if (best[i].price && end_of(here) == wish.blocks
        && (!last || *best[i].price < *best[*last].price))
      last = i;
  }

  auto route = std::vector<hop>{};
  for (auto at = last; at; at = best[*at].before)
    route.push_back({usable[*at]->what.worker, usable[*at]->what.range});
  std::ranges::reverse(route);
  return route;
}

} // namespace synod::coordinator
