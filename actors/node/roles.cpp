#include "actors/node/roles.hpp"

#include <stdexcept>

namespace synod {

running_actor
spawn_role(const role_surroundings&, const topology::actor_spec& spec) {
  throw std::runtime_error(std::string{"this build has no "}
                           + topology::role_of(spec.options));
}

} // namespace synod
