#pragma once

#include "runtime/transport/interface.hpp"
#include "runtime/transport/options.hpp"
#include "schemas/address.hpp"
#include "schemas/status.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/expected.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace synod {

/// Lets the actors of this process and of other nodes speak as if they were in
/// one. Owns one thread, which owns every socket. Its methods are safe to call
/// from any thread and never wait for the network. Destroy it before `system`.
///
/// Every delivery is a call that the receiver's node answers, also for a plain
/// `send`; the calls and bytes without an answer are bounded on both sides, and
/// what exceeds them is refused with `overloaded`. A plain `send` cannot be
/// told so and is dropped: use `request` where it matters.
class transport {
public:
  /// Is told on the socket thread, and must return soon without throwing.
  using listener = std::function<void(const node_id& node, bool up)>;

  /// @throws zmq::error_t if the endpoint cannot be bound or a key is bad.
  transport(caf::actor_system& system, transport_options options);

  /// Ends every handle with `node_down`.
  ~transport();

  transport(const transport&) = delete;
  transport& operator=(const transport&) = delete;

  /// Where nodes can connect to, with the port that was bound.
  [[nodiscard]] const std::string& endpoint() const noexcept;

  /// Random; tells this process from others that had its name before.
  [[nodiscard]] std::uint64_t incarnation() const noexcept;

  /// Keeps a connection to `node`, now and after each loss. Called again, it
  /// moves the connection to the new endpoint. A node that must prove
  /// `public_key` and does not stays down.
  /// @returns `invalid_argument` if the endpoint or the key is not one.
  caf::error connect(const node_id& node, const std::string& endpoint,
                     const std::string& public_key = {});

  /// Whether `resolve` would find the node now.
  [[nodiscard]] bool is_up(const node_id& node) const;

  /// Tells `f` of every node that is up, and then of each change. To tell an
  /// actor, `caf::anon_send(actor, link_changed{node, up})`.
  void on_change(listener f);

  /// The state and the traffic of every link, by node; bytes are those of the
  /// frames, before encryption.
  [[nodiscard]] std::vector<link_status> links() const;

  /// Lets nodes reach `actor` by `name`, until it ends. They may send what
  /// `Handle` lists and nothing else: publish a narrower `Handle` to keep a
  /// message private. A name that is taken passes to the new actor.
  template <class Handle>
  actor_address publish(const std::string& name, const Handle& actor) {
    return publish(name, caf::actor_cast<caf::strong_actor_ptr>(actor),
                   methods_of<Handle>());
  }

  /// Never waits.
  /// @returns the actor itself if it lives here; else a handle that stands for
  ///          it, good until the actor, its node, or the connection ends, after
  ///          which it answers `node_down` (or why the actor ended) for ever
  ///          and `resolve` makes a new one. Fails with `node_down`, with
  ///          `overloaded`, or, for an actor of this process, `unknown_actor`.
  template <class Handle>
  caf::expected<Handle> resolve(const actor_address& address) {
    auto found = resolve(address, methods_of<Handle>());
    if (!found)
      return std::move(found.error());
    return caf::actor_cast<Handle>(std::move(*found));
  }

private:
  actor_address publish(const std::string& name, caf::strong_actor_ptr actor,
                        methods interface);

  caf::expected<caf::strong_actor_ptr>
  resolve(const actor_address& address, methods interface);

  class sockets;
  std::unique_ptr<sockets> sockets_;
};

/// Which node sent a message, as its connection proved it; see
/// `caf::scheduled_actor::current_sender`.
/// @returns an empty id if the sender lives in this process.
[[nodiscard]] node_id node_of(const caf::strong_actor_ptr& sender);

} // namespace synod
