#pragma once

#include "runtime/transport/credit.hpp"
#include "runtime/transport/outbox.hpp"
#include "runtime/transport/traffic.hpp"
#include "schemas/codec.hpp"

#include <caf/actor_proxy.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace synod {

/// The sender of everything that one connected node asks: what an actor answers
/// goes back on the connection. Counts what the node has in our mailboxes, and
/// what it has not yet taken of our replies.
class return_path : public caf::actor_proxy {
public:
  using time_point = std::chrono::steady_clock::time_point;

  return_path(caf::actor_config& config, node_id node,
              std::shared_ptr<outbox> out, to_session route, link_limits limits,
              std::shared_ptr<traffic> counts, std::uint64_t received);

  /// Who is asking, as the connection proved it.
  [[nodiscard]] const node_id& node() const noexcept {
    return node_;
  }

  [[nodiscard]] traffic& counts() noexcept {
    return *counts_;
  }

  /// Delivers `content`, which came as `bytes`, to `target` as the node's
  /// request number `call`.
  /// @returns `overloaded` if too much is unanswered, `malformed_message` if
  ///          `call` is in use, zero, or too large.
  caf::error ask(const caf::strong_actor_ptr& target, std::uint64_t call,
                 caf::message content, std::size_t bytes, time_point now);

  /// Notes how many bytes of replies the node says it has had, ever.
  void received(std::uint64_t bytes);

  /// Answers `call` for an actor that was not asked.
  void refuse(std::uint64_t call, const caf::error& reason);

  /// Answers what our actors have let lie for too long.
  void tick(time_point now);

  void
  enqueue(caf::mailbox_element_ptr what, caf::execution_unit* context) override;

  void kill_proxy(caf::execution_unit* context, caf::error reason) override;

private:
  struct call_state {
    time_point since;
    std::size_t bytes;
  };

  void reply(std::uint64_t call, const caf::message& content);
  bool reserve(std::size_t bytes);

  const node_id node_;
  const std::shared_ptr<outbox> out_;
  const to_session route_;
  const link_limits limits_;
  const std::shared_ptr<traffic> counts_;

  std::mutex mutex_;
  std::unordered_map<std::uint64_t, call_state> calls_;
  credit credit_;
  std::uint64_t replied_;  ///< Bytes of replies, ever.
  std::uint64_t received_; ///< Of those, what the node has.
};

} // namespace synod
