#pragma once

#include "actors/gateway/front.hpp"
#include "actors/gateway/http_server.hpp"
#include "actors/gateway/network_view.hpp"
#include "actors/gateway/payment.hpp"
#include "actors/interfaces.hpp"

#include <caf/actor_system.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/expected.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace synod {

/// What a gateway serves, to whom, and within which bounds.
struct gateway_options {
  actor_address self;  ///< Under which coordinators reach this actor.
  std::string network; ///< The topology's name, for people.

  std::string listen_host = "127.0.0.1"; ///< A name or an address.
  std::uint16_t listen_port = 0;         ///< 0: any free one.
  std::vector<std::string> api_keys;     ///< Empty: none is asked for.

  std::vector<openai::served_model> models;
  std::vector<openai::served_corpus> corpora;
  std::vector<actor_address> coordinators; ///< Take turns.
  std::vector<actor_address> nodes;        ///< For the status of the network.

  http::server_limits limits;
  std::size_t requests_max = 256;                   ///< Under way; else 503.
  std::chrono::milliseconds request_timeout{60000}; ///< From start to end.
  std::chrono::milliseconds actor_timeout{5000};    ///< For any one reply.
  std::chrono::milliseconds status_timeout{1000};   ///< For a node's status.
  std::chrono::milliseconds status_age_max{500};    ///< Kept so long.

  std::optional<payment_options> payment{}; ///< Nothing: nothing is paid.

  /// Is called once, when clients are served, with where they find the gateway:
  /// "http://HOST:PORT".
  std::function<void(const std::string& url)> on_listening;
};

/// Finds the actors behind addresses; each call may fail with `node_down` and
/// must not wait. In the product these are `transport::resolve` and `node_of`.
struct gateway_resolver {
  std::function<caf::expected<coordinator_actor>(const actor_address&)>
    coordinator;
  std::function<caf::expected<node_actor>(const actor_address&)> node;
  std::function<caf::expected<rag_agent_actor>(const actor_address&)> rag_agent;
  /// Which node a message came from; empty for a sender of this process.
  std::function<node_id(const caf::strong_actor_ptr&)> node_of;
};

/// A request that takes actors to be answered; stays within the process.
struct http_arrival {
  request_id request;
  openai::decision wish;
  std::shared_ptr<http::exchange> exchange;
};

/// The client of a request has left; stays within the process.
struct client_departure {
  request_id request;
};

/// A GATEWAY as its own process sees it. Publish it as `asker_actor` or with
/// `status_actor`: the rest is private. A tick says that it is time to look for
/// requests that nobody ended.
using gateway_actor = caf::typed_actor<caf::reacts_to<http_arrival>,
                                       caf::reacts_to<client_departure>,
                                       caf::reacts_to<caf::tick_atom>>::
  extend_with<asker_actor>::extend_with<status_actor>;

class gateway_state;
using gateway_self = gateway_actor::stateful_pointer<gateway_state>;

/// The behavior of a GATEWAY: serves HTTP from when it starts until it ends.
/// Quits with `invalid_argument` if it cannot listen, and with `store_damaged`
/// and a line for a person if it cannot read a file of its own.
gateway_actor::behavior_type
gateway(gateway_self self, gateway_options options, gateway_resolver resolver);

/// Another port may do.
class cannot_listen : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Spawns a GATEWAY and waits until it listens. Not for calls from an actor.
/// @throws cannot_listen, or std::runtime_error where a file of its own cannot
///         be read, with one line for a person
[[nodiscard]] gateway_actor
spawn_gateway(caf::actor_system& system, gateway_options options,
              gateway_resolver resolver);

} // namespace synod

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(synod::http_arrival)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(synod::client_departure)
