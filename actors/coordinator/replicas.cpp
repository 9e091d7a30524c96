#include "actors/coordinator/replicas.hpp"

#include <algorithm>
#include <cassert>

namespace synod::coordinator {

replicas::replicas(std::vector<replica> workers)
  : replicas(std::move(workers), limits{}) {
}

replicas::replicas(std::vector<replica> workers, limits bounds)
  : limits_(bounds) {
  for (auto& x : workers)
    entries_.push_back({.what = std::move(x)});
}

bool replicas::pair_order::operator()(
  const std::pair<actor_address, actor_address>& a,
  const std::pair<actor_address, actor_address>& b) const {
  auto less = address_order{};
  if (less(a.first, b.first))
    return true;
  return !less(b.first, a.first) && less(a.second, b.second);
}

void replicas::node_up(const node_id& node) {
  for (auto& x : entries_) {
    if (x.what.worker.node != node)
      continue;
    if (!x.up) {
      x.strikes = 0;
      x.suspected_until = instant{0};
      std::erase_if(links_, [&](const auto& link) {
        return link.first.first.node == node || link.first.second.node == node;
      });
    }
    x.up = true;
  }
}

void replicas::node_down(const node_id& node) {
  for (auto& x : entries_)
    if (x.what.worker.node == node)
      x.up = false;
}

void replicas::suspect(const actor_address& worker, instant now) {
  auto* found = find(worker);
  // Several generations notice one fault: it counts once.
  if (found == nullptr || found->is_suspected(now))
    return;
  auto doublings = std::min(found->strikes, 16u);
  auto span = std::min(limits_.suspicion_min * (std::int64_t{1} << doublings),
                       limits_.suspicion_max);
  ++found->strikes;
  found->suspected_until = now + span;
}

void replicas::suspect_link(const actor_address& source,
                            const actor_address& target, instant now) {
  std::erase_if(links_, [now](const auto& x) { return x.second <= now; });
  links_[{source, target}] = now + limits_.suspicion_max;
}

void replicas::trust(const actor_address& worker, instant now) {
  if (auto* found = find(worker); found && !found->is_suspected(now))
    found->strikes = 0;
}

void replicas::session_opened(const actor_address& worker) {
  if (auto* found = find(worker))
    ++found->sessions;
}

void replicas::session_closed(const actor_address& worker) {
  auto* found = find(worker);
  if (found == nullptr)
    return;
  assert(found->sessions > 0);
  --found->sessions;
}

bool replicas::is_up(const actor_address& worker) const {
  auto found = std::ranges::find(entries_, worker,
                                 [](const entry& x) { return x.what.worker; });
  return found != entries_.end() && found->up;
}

bool replicas::is_link_suspected(const actor_address& source,
                                 const actor_address& target,
                                 instant now) const {
  auto found = links_.find({source, target});
  return found != links_.end() && now < found->second;
}

replicas::entry* replicas::find(const actor_address& worker) {
  auto found = std::ranges::find(entries_, worker,
                                 [](const entry& x) { return x.what.worker; });
  return found == entries_.end() ? nullptr : &*found;
}

} // namespace synod::coordinator
