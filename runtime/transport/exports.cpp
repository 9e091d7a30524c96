#include "runtime/transport/exports.hpp"

#include <utility>

namespace synod {

caf::strong_actor_ptr exports::add(const std::string& name, entry x) {
  auto guard = std::lock_guard{mutex_};
  auto& place = entries_[name];
  return std::exchange(place, std::move(x)).actor;
}

exports::entry exports::find(const std::string& name) const {
  auto guard = std::lock_guard{mutex_};
  auto found = entries_.find(name);
  return found == entries_.end() ? entry{} : found->second;
}

void exports::remove(const std::string& name, caf::actor_id id) {
  auto gone = entry{}; // let go of after the lock: it may be the last
  auto guard = std::lock_guard{mutex_};
  auto found = entries_.find(name);
  if (found == entries_.end() || found->second.actor->id() != id)
    return;
  gone = std::move(found->second);
  entries_.erase(found);
}

} // namespace synod
