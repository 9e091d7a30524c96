#pragma once

#include "actors/gateway/gateway.hpp"
#include "tests/actors/gateway/raw_client.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace synod::test {

/// What a coordinator of the script does with every request.
struct coordinator_script {
  std::optional<errc> refusal{};   ///< Instead of admitting it,
  unsigned refusals = ~0U;         ///< so many times.
  std::vector<std::string> text{}; ///< One delta each.
  std::optional<errc> error{};     ///< Ends it badly after the text.
  bool ends = true;                ///< Else it waits to be cancelled.
  bool endless = false;            ///< Goes on with its last text.
  bool silent = false;             ///< Never answers at all.
};

/// What the coordinators heard; shared with the test's thread.
struct coordinator_record {
  std::mutex mutex;
  std::vector<start_request> started;
  std::vector<node_id> started_by; ///< The coordinator of each.
  std::set<request_id> cancelled;

  [[nodiscard]] std::size_t cancellations() {
    auto guard = std::lock_guard{mutex};
    return cancelled.size();
  }
};

/// A gateway that serves on a free port; its collaborators are real actors that
/// speak the real interfaces by a script.
class scripted_network {
public:
  scripted_network();
  ~scripted_network();

  /// Adds a coordinator on a node of its own; before `serve`.
  coordinator_actor add_coordinator(coordinator_script script);

  /// Adds a node that reports itself and one actor; before `serve`.
  void add_node(const std::string& name);

  /// Adds an agent whose corpus is empty; before `serve`.
  void add_corpus(const std::string& name);

  /// Starts the gateway.
  void serve();

  [[nodiscard]] std::uint16_t port() const noexcept {
    return port_;
  }

  /// Sends one request on a connection of its own, and returns the response.
  [[nodiscard]] std::string exchange(const std::string& request) const;

  /// Tells the gateway what a request came to, as its coordinator would.
  void settle(const request_settled& x);

  /// Returns what the gateway says of itself by that name.
  [[nodiscard]] std::int64_t gauge(const std::string& key);

  gateway_options options;
  coordinator_record record;
  caf::actor_system& system() {
    return system_;
  }

private:
  static caf::actor_system_config& configure(caf::actor_system_config& config);

  caf::actor_system_config config_;
  caf::actor_system system_;
  std::map<node_id, coordinator_actor> coordinators_;
  std::map<node_id, node_actor> nodes_;
  std::map<node_id, rag_agent_actor> agents_;
  gateway_actor gateway_;
  std::uint16_t port_ = 0;
};

/// Returns a chat of the model "reader" with further members.
[[nodiscard]] std::string chat(const std::string& members = {});

} // namespace synod::test
