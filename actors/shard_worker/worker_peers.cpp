#include "actors/shard_worker/worker_peers.hpp"

#include "runtime/transport/transport.hpp"

namespace synod {

worker_peers peers_through(transport& through) {
  return {
    [&](const actor_address& x) {
      return through.resolve<shard_worker_actor>(x);
    },
    [&](const actor_address& x) {
      return through.resolve<coordinator_actor>(x);
    },
    [](const caf::strong_actor_ptr& x) { return node_of(x); },
  };
}

} // namespace synod
