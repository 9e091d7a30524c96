#pragma once

#include "runtime/transport/exports.hpp"
#include "runtime/transport/port.hpp"
#include "runtime/transport/return_path.hpp"

#include <caf/actor_system.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace synod {

/// The nodes that ask this process: one ROUTER for all of them. Belongs to the
/// socket thread.
class serving {
public:
  using time_point = return_path::time_point;

  serving(caf::actor_system& system, const transport_options& options,
          std::uint64_t incarnation, std::shared_ptr<outbox> out,
          exports& published, traffic_book& book, zmq::context_t& context);

  /// Is told where a node that asks says it serves.
  using greeted = std::function<void(const node_id&, const std::string&)>;

  /// Is told that a node asks, at most once in a heartbeat.
  using asked_by = std::function<void(const node_id&, time_point)>;

  /// Starts to listen.
  void bind(greeted f, asked_by g);

  [[nodiscard]] port& asked() noexcept {
    return router_;
  }

  /// Reads and handles what has come.
  void work(time_point now);

  void send(const to_session& to, const parcel& x);
  void send(const to_watchers& to, const parcel& x);

  /// Ends what has waited too long, and the sessions of silent nodes.
  void tick(time_point now);

  void stop();

  /// The notice that an actor has ended.
  static std::string down(const std::string& actor, errc reason);

private:
  /// A node that asks us.
  struct session {
    caf::strong_actor_ptr path;
    time_point heard;
    bool rests = false; ///< The node has said that it pings seldom.
    time_point told{};  ///< When `asked_by` was last told of it.
    std::map<std::string, caf::actor_id> watched{}; ///< Published actors.

    [[nodiscard]] return_path& operator*() const {
      return *static_cast<return_path*>(path->get());
    }
  };

  using sessions = std::unordered_map<std::string, session>;

  void serve(frames& xs, time_point now);
  sessions::iterator open(const std::string& routing_id, const node_id& node,
                          const envelope& hello, time_point now);
  void forgotten(const std::string& routing_id, std::uint64_t call);
  void pong(const std::string& routing_id, std::uint64_t call);
  caf::error ask(return_path& from, const envelope& head, std::string_view body,
                 frames& xs, time_point now);
  void
  watch(const std::string& routing_id, session& from, const std::string& name);
  void note(session& from, time_point now);
  void
  greet(const return_path& from, zmq::message_t& frame, const envelope& head);

  caf::actor_system& system_;
  const transport_options& options_;
  const std::uint64_t incarnation_;
  const std::shared_ptr<outbox> out_;
  exports& published_;
  traffic_book& book_;
  greeted greeted_;
  asked_by asked_by_;
  port router_;
  sessions sessions_;
};

} // namespace synod
