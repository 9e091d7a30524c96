#include "actors/node/roles.hpp"

#include "runtime/log/log.hpp"

namespace synod {

running_actor
spawn_role(const role_surroundings& around, const topology::actor_spec& spec) {
  auto actor = std::visit(
    [&](const auto& options) { return spawn_role(around, spec.name, options); },
    spec.options);
  log::info("{} - runs", spec.name);
  return actor;
}

} // namespace synod
