#pragma once

#include "actors/node/node.hpp"
#include "runtime/topology/data_folder.hpp"
#include "runtime/topology/network.hpp"
#include "runtime/transport/transport.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>

namespace synod {

/// What an actor may need of the process it is spawned in; must outlive it.
struct role_surroundings {
  caf::actor_system& system;
  transport& net;
  const topology::network& network;
  const topology::node_spec& node;
  const topology::data_folder& folder;
};

/// An actor that runs and is published.
struct running_actor {
  watched_actor watched;
  caf::actor handle;
};

/// Spawns one actor of the node and publishes it under its name.
/// @throws std::exception with one line for a person: a model or a corpus that
///         cannot be read, a port that is taken
[[nodiscard]] running_actor
spawn_role(const role_surroundings& around, const topology::actor_spec& spec);

// One per role. `name` is what the actor is published under.

[[nodiscard]] running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::gateway_spec& spec);

[[nodiscard]] running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::coordinator_spec& spec);

[[nodiscard]] running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::shard_worker_spec& spec);

[[nodiscard]] running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::rag_agent_spec& spec);

[[nodiscard]] running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::validator_spec& spec);

} // namespace synod
