#pragma once

#include "runtime/crypto/curve_keys.hpp"
#include "schemas/ids.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace synod {

/// The bounds of one link, in each direction. What would pass one is refused
/// by name, so that nothing waits in a queue without end.
struct link_limits {
  std::size_t calls_max = 1024;                        ///< Unanswered at once.
  std::size_t bytes_max = std::size_t{1} << 27;        ///< In those calls.
  std::size_t body_bytes_max = std::size_t{1} << 20;   ///< Of one message.
  std::size_t buffer_bytes_max = std::size_t{1} << 26; ///< Of one buffer.
  std::size_t handles_max = 4096; ///< Handles to actors of one node.
  /// After this an unanswered call ends with `timed_out`, whatever its asker
  /// was ready to wait.
  std::chrono::milliseconds call_lifetime_max{60'000};
};

/// How a process takes part in the network.
struct transport_options {
  node_id self;                               ///< Its name in the topology.
  std::string endpoint = "tcp://127.0.0.1:*"; ///< To serve at; `*`: any port.

  /// Where other nodes find it, for those that know another address. Empty:
  /// `endpoint`, with the address that they see in place of a wildcard.
  std::string advertised{};

  /// CURVE key pair in Z85. Empty: plain text, which believes whatever name a
  /// node claims; for tests, and for networks that are safe by other means.
  crypto::curve_keys keys{};

  /// Who may connect: the node that each public key proves. Unused in plain
  /// text.
  std::map<std::string, node_id> members{};

  std::chrono::milliseconds heartbeat{150};
  std::chrono::milliseconds silence_max{600}; ///< Then a node counts as lost.

  /// A connection to a node that asked and was asked nothing for so long, and
  /// owes no reply, rests:
  /// its heartbeats come `rest_factor` times less often, and two of them more
  /// of silence are borne. In a network most connections carry nothing most of
  /// the time.
  std::chrono::milliseconds rest_after{1'000};
  unsigned rest_factor = 16;

  link_limits limits{};

  [[nodiscard]] std::chrono::milliseconds heartbeat_of(bool rests) const {
    return rests ? heartbeat * rest_factor : heartbeat;
  }

  [[nodiscard]] std::chrono::milliseconds silence_max_of(bool rests) const {
    return rests ? silence_max + 2 * heartbeat_of(true) : silence_max;
  }

  [[nodiscard]] bool is_plain_text() const noexcept {
    return keys.secret_key.empty();
  }
};

} // namespace synod
