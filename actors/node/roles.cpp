#include "actors/node/roles.hpp"

#include <spdlog/spdlog.h>

namespace synod {

running_actor
spawn_role(const role_surroundings& around, const topology::actor_spec& spec) {
  auto actor = std::visit(
    [&](const auto& options) { return spawn_role(around, spec.name, options); },
    spec.options);
  spdlog::info("{} - runs", spec.name);
  return actor;
}

} // namespace synod
