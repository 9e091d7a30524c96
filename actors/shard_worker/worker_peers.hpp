#pragma once

#include "actors/interfaces.hpp"
#include "schemas/address.hpp"

#include <caf/expected.hpp>

#include <functional>

namespace synod {

class transport;

/// How a worker finds those it speaks to, and knows who speaks to it. Called by
/// the worker alone; must outlive it and must not wait.
struct worker_peers {
  std::function<caf::expected<shard_worker_actor>(const actor_address&)> worker;
  std::function<caf::expected<coordinator_actor>(const actor_address&)>
    coordinator;
  /// The node that a message came from; empty for a sender of this process.
  std::function<node_id(const caf::strong_actor_ptr&)> node_of;
};

/// The peers that `through` reaches, which must outlive them.
[[nodiscard]] worker_peers peers_through(transport& through);

} // namespace synod
