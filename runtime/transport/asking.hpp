#pragma once

#include "runtime/transport/link.hpp"
#include "runtime/transport/port.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace synod {

/// The nodes that this process asks: one DEALER to the ROUTER of each. All but
/// `connect` and `find` are the socket thread's.
class asking {
public:
  using time_point = link::time_point;
  using listener = std::function<void(const node_id&, bool)>;

  asking(caf::actor_system& system, const transport_options& options,
         std::shared_ptr<outbox> out, traffic_book& book,
         zmq::context_t& context);

  /// Makes or moves the connection to a node; it takes effect with `admit`.
  caf::error connect(const node_id& node, const std::string& endpoint,
                     const std::string& public_key);

  /// @returns null if there was no `connect` to the node.
  [[nodiscard]] std::shared_ptr<link> find(const node_id& node) const;

  /// Takes in what `connect` has made.
  /// @returns whether there are new ports.
  bool admit();

  void append_ports(std::vector<port*>& ports);

  /// Tells `f` who is up, and from then on every change.
  void on_change(listener f);

  /// Notes where a node says it serves; tried whenever it is down elsewhere.
  void redirect(const node_id& node, const std::string& endpoint);

  /// Notes that a node has asked this one, so that its own stop would matter.
  void use(const node_id& node, time_point now);

  /// Where this node serves, for the nodes it asks.
  void advertise(std::string endpoint) {
    advertised_ = std::move(endpoint);
  }

  /// Reads and handles what has come.
  void work(time_point now);

  void send(const to_dealer& to, const parcel& x);

  /// Sends heartbeats and ends what has waited too long.
  void tick(time_point now);

  /// Ends every call and handle.
  void stop();

private:
  /// Our way to ask a node.
  struct connection {
    connection(zmq::context_t& context, node_id node, std::string endpoint);

    /// Ends the reports first: libzmq's only I/O thread would wait for ever to
    /// hand one to a monitor that is gone, and with it every connection.
    ~connection();

    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    port dealer;
    port monitor;
    node_id node;
    std::string endpoint; ///< That it is connected to.
    std::shared_ptr<link> to{};
    std::string other{}; ///< Endpoint to try if it does not come up at this.
    bool up = false;
    bool rests = false; ///< See `transport_options::rest_after`.
    time_point heard{};
    time_point pinged{};
    time_point tried{}; ///< Since when, at this endpoint.
  };

  /// What `connect` was last told of a node.
  struct target {
    std::shared_ptr<link> to;
    std::string endpoint;
    std::string public_key;
  };

  [[nodiscard]] connection* connected(const node_id& node) const;
  std::unique_ptr<connection>
  make(const node_id& node, const std::string& endpoint,
       const std::string& public_key);
  void hear(connection& from, frames& xs, time_point now);
  void pong(connection& from, const envelope& head, time_point now);
  void observe(connection& x, frames& xs);
  void pace(connection& x, time_point now);
  void ping(connection& x);
  void greet(connection& x);
  void lose(connection& x);
  void renew(connection& x, std::string endpoint);
  void tend(connection& x, time_point now);
  void tell(const connection& x);

  caf::actor_system& system_;
  const transport_options& options_;
  const std::shared_ptr<outbox> out_;
  traffic_book& book_;
  zmq::context_t& context_;

  std::vector<std::unique_ptr<connection>> connections_;
  std::vector<listener> listeners_;
  std::string advertised_;

  mutable std::mutex mutex_;
  std::map<node_id, target> targets_;
  std::vector<std::unique_ptr<connection>> joining_;
  std::size_t monitors_ = 0; ///< Made so far; their addresses must differ.
};

} // namespace synod
