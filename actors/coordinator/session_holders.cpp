#include "actors/coordinator/session_holders.hpp"

#include <algorithm>

namespace synod::coordinator {

void session_holders::add(const actor_address& worker) {
  if (holders_.insert(worker).second)
    workers_->session_opened(worker);
}

std::vector<actor_address>
session_holders::release(std::span<const hop> route) {
  auto released = std::vector<actor_address>{};
  for (auto& holder : holders_)
    if (std::ranges::none_of(route,
                             [&](const hop& x) { return x.worker == holder; }))
      released.push_back(holder);
  for (auto& worker : released) {
    holders_.erase(worker);
    workers_->session_closed(worker);
  }
  return released;
}

} // namespace synod::coordinator
