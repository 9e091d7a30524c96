#pragma once

#include "actors/interfaces.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <string>
#include <vector>

namespace synod {

/// An actor of this node, as others can watch it.
struct watched_actor {
  std::string role;
  std::string actor; ///< The name under which it is published.
  status_actor handle;
};

/// What a NODE tells of itself.
struct node_options {
  node_id name;
  std::uint64_t incarnation = 0;
  std::vector<watched_actor> actors;
  std::function<std::vector<link_status>()> links;
};

/// @relates node
struct node_state {
  node_options options;

  /// Names the actor in logs.
  static inline const char* name = "node";
};

/// The behavior of a NODE. An actor that does not answer in time is listed with
/// the label `state` = `silent`.
node_actor::behavior_type
node(node_actor::stateful_pointer<node_state> self, node_options options);

} // namespace synod
