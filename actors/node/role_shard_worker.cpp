#include "actors/node/placement.hpp"
#include "actors/node/roles.hpp"
#include "actors/shard_worker/shard_worker.hpp"

namespace synod {

running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::shard_worker_spec& spec) {
  auto options = shard_worker_options{};
  options.self = {around.node.name, name};
  options.model = spec.model;
  options.gguf = topology::find_model(around.network, spec.model)->file;
  options.range = range_of(spec);
  options.threads = spec.threads;
  options.limits.kv_positions = spec.kv_positions;
  auto handle = spawn_shard_worker(around.system, std::move(options),
                                   peers_through(around.net));
  around.net.publish(name, caf::actor_cast<shard_worker_actor>(handle));
  return {{"shard_worker", name, caf::actor_cast<status_actor>(handle)},
          caf::actor_cast<caf::actor>(handle)};
}

} // namespace synod
