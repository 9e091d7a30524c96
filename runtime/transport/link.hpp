#pragma once

#include "runtime/transport/credit.hpp"
#include "runtime/transport/interface.hpp"
#include "runtime/transport/outbox.hpp"
#include "runtime/transport/traffic.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/actor_system.hpp>
#include <caf/expected.hpp>
#include <caf/message_id.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace synod {

/// One node as this process sees it: whether it is there, the handles to its
/// actors, and what they were asked. Safe to call from any thread.
class link : public std::enable_shared_from_this<link> {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// Who waits for the end of a call.
  struct caller {
    caf::strong_actor_ptr sender; ///< Null if nobody does.
    caf::message_id mid;
    caf::strong_actor_ptr proxy;
    wire_id reply;
    time_point since;
    std::size_t bytes = 0;
  };

  link(caf::actor_system& system, std::shared_ptr<outbox> out,
       std::size_t dealer, link_limits limits, std::shared_ptr<traffic> counts);

  /// @returns a handle to the node's actor of that name, `node_down`, or
  ///          `overloaded`. It is good until the connection or the actor ends;
  ///          then it is down.
  caf::expected<caf::strong_actor_ptr>
  handle(const std::string& actor, methods interface);

  /// Sends what a handle of `epoch` was sent; `call` must be new.
  /// @returns `node_down`, `overloaded`, or `message_too_large`.
  caf::error ask(parcel x, std::uint64_t call, std::uint64_t epoch, caller who);

  /// @returns a number for a call.
  std::uint64_t next_call() noexcept {
    return ++last_call_;
  }

  /// Ends a call as the node answered it.
  void settle(const envelope& head, std::string_view body,
              std::vector<buffer> buffers);

  /// Notes that `incarnation` of the node answered the ping of `epoch`.
  /// @returns false if that was not what it was before, so that the node
  ///          counts as lost first, and if it is 0: the node has no session
  ///          with us.
  bool up(std::uint64_t incarnation, std::uint64_t epoch);

  /// Ends every call and every handle with `node_down`.
  void down();

  /// Ends the handles to one actor.
  void down(const std::string& actor, errc reason);

  /// Whether nothing was asked of the node since, no handle made and no
  /// connection, and it owes no reply.
  [[nodiscard]] bool is_idle(time_point since) const;

  /// Keeps the connection from resting: the node asked something of us, and an
  /// answer that comes as messages of its own is as good as a reply.
  void use(time_point now);

  /// Ends the calls that are too old, and forgets handles that nobody has.
  void tick(time_point now);

  [[nodiscard]] bool is_up() const;

  /// @returns the incarnation that is up; 0 if none is.
  [[nodiscard]] std::uint64_t incarnation() const;

  /// Tells this connection from those before it; for the next ping.
  [[nodiscard]] std::uint64_t epoch() const;

  [[nodiscard]] std::size_t dealer() const noexcept {
    return dealer_;
  }

  /// What went through the DEALER, and, for the bound on the replies that the
  /// node may have under way, the bytes of the replies alone.
  [[nodiscard]] traffic& counts() noexcept {
    return *counts_;
  }

  std::atomic<std::uint64_t> received = 0;

private:
  using calls = std::unordered_map<std::uint64_t, caller>;
  using handles = std::multimap<std::string, caf::weak_actor_ptr>;

  static void refuse(const calls& xs, errc reason);
  static void kill(const handles& xs, errc reason);

  caf::strong_actor_ptr
  find_handle(const std::string& actor, methods interface);

  caf::actor_system& system_;
  const std::shared_ptr<outbox> out_;
  const std::size_t dealer_;
  const link_limits limits_;
  const std::shared_ptr<traffic> counts_;
  std::atomic<std::uint64_t> last_call_ = 0;

  mutable std::mutex mutex_;
  bool up_ = false;
  std::uint64_t epoch_ = 1; ///< Counts connections.
  std::uint64_t incarnation_ = 0;
  calls calls_;
  time_point asked_{}; ///< When it was last used, or came up.
  credit credit_;
  handles handles_;
};

} // namespace synod
