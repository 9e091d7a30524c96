#pragma once

#include "schemas/buffer.hpp"
#include "schemas/message.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace synod {

/// Precedes every body. One list for all kinds: what a kind does not use is
/// zero or empty, which costs a byte each.
struct envelope {
  static constexpr auto name = "envelope";

  /// Append only.
  enum kinds : std::uint8_t {
    ping = 1, ///< Asks for a pong with the same `call`. Opens a session if it
              ///< names no incarnation; else one that has its session.
    pong,     ///< Says which incarnation of the node is there; 0 if it has no
              ///< session with the asking node, though that believes so.
    watch,    ///< Asks to be told when `actor` ends.
    down,     ///< Says that `actor` has ended, and why.
    ask,      ///< Carries a message for `actor`; each gets a reply or refusal.
    reply,    ///< Ends `call` well.
    refuse,   ///< Ends `call` with `code`.
    hello,    ///< Says in `actor` at which endpoint the asking node serves.
    rest,     ///< A ping of a session after which they come seldom, until the
              ///< next `ping`.
  };

  std::uint8_t kind = 0;
  std::uint64_t incarnation = 0; ///< Of the node that serves.
  std::uint64_t call = 0;        ///< Chosen by the node that asks.
  std::string actor{};           ///< In a ping, the name of who asks.
  std::uint16_t type = 0;        ///< Of the body, as in `schemas/type_ids.hpp`.
  std::uint8_t code = 0;         ///< An `errc`.
  std::uint64_t received = 0;    ///< Bytes of replies that the asker has had.

  [[nodiscard]] bool is_ping() const noexcept {
    return kind == ping || kind == rest;
  }

  static auto fields(auto& x) {
    return std::tie(x.kind, x.incarnation, x.call, x.actor, x.type, x.code,
                    x.received);
  }
};

/// To the node that the DEALER of this number is connected to.
struct to_dealer {
  std::size_t number;
};

/// To the node that our ROUTER knows by this name.
struct to_session {
  std::string routing_id;
};

/// To every node that watches this actor, which has ended.
struct to_watchers {
  std::string actor;
  std::uint64_t id; ///< Of the actor in CAF: the name may have a new owner.
};

/// One multipart message and where it goes.
struct parcel {
  std::variant<to_dealer, to_session, to_watchers> to;
  std::string head; ///< The envelope and the body.
  std::vector<buffer> buffers{};

  [[nodiscard]] std::size_t size() const noexcept {
    auto result = head.size();
    for (auto& x : buffers)
      result += x.size();
    return result;
  }
};

} // namespace synod
