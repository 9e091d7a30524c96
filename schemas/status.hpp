#pragma once

#include "schemas/ids.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What every actor and every node tells whoever watches.

namespace synod {

/// Asks an actor how it is.
struct get_status {
  static constexpr auto name = "get_status";

  static auto fields(auto&) {
    return std::tie();
  }
};

/// A number by its name, such as `sessions_open`.
struct gauge {
  static constexpr auto name = "gauge";

  std::string key;
  std::int64_t value = 0;

  static auto fields(auto& x) {
    return std::tie(x.key, x.value);
  }
};

/// A text by its name, such as `blocks`.
struct label {
  static constexpr auto name = "label";

  std::string key;
  std::string value;

  static auto fields(auto& x) {
    return std::tie(x.key, x.value);
  }
};

/// How one actor is.
struct actor_status {
  static constexpr auto name = "actor_status";

  std::string role;
  std::string actor; ///< The name under which its node published it.
  std::vector<label> labels;
  std::vector<gauge> gauges;

  static auto fields(auto& x) {
    return std::tie(x.role, x.actor, x.labels, x.gauges);
  }
};

/// Asks a node how it and its actors are.
struct get_node_status {
  static constexpr auto name = "get_node_status";

  static auto fields(auto&) {
    return std::tie();
  }
};

/// How one link of a node is.
struct link_status {
  static constexpr auto name = "link_status";

  node_id node;
  bool up = false;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t messages_sent = 0;
  std::uint64_t messages_received = 0;

  static auto fields(auto& x) {
    return std::tie(x.node, x.up, x.bytes_sent, x.bytes_received,
                    x.messages_sent, x.messages_received);
  }
};

/// How one node is.
struct node_status {
  static constexpr auto name = "node_status";

  node_id node;
  std::uint64_t incarnation = 0;
  std::uint64_t pid = 0;
  std::vector<actor_status> actors;
  std::vector<link_status> links;

  static auto fields(auto& x) {
    return std::tie(x.node, x.incarnation, x.pid, x.actors, x.links);
  }
};

/// Tells an actor that a link of its own node has changed. Stays in its
/// process: no published interface lists it.
struct link_changed {
  static constexpr auto name = "link_changed";

  node_id node;
  bool up = false;

  static auto fields(auto& x) {
    return std::tie(x.node, x.up);
  }
};

} // namespace synod
