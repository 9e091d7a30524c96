#pragma once

#include "runtime/transport/envelope.hpp"
#include "runtime/transport/options.hpp"

#include <poll.h>
#include <zmq.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

namespace synod {

/// The frames of one multipart message.
using frames = std::vector<zmq::message_t>;

/// A socket and whether it may hold messages. libzmq signals only changes, and
/// sending swallows signals, so a port that was sent through is read, too.
class port {
public:
  port(zmq::context_t& context, zmq::socket_type type);

  /// Sets what every socket of the network has in common.
  void configure(const link_limits& limits);

  /// Hands over what is there, up to a limit that keeps one busy port from
  /// starving the others.
  template <class Handler>
  void drain(Handler&& handle) {
    for (auto left = reads_max; ready_ && left > 0; --left)
      if ((ready_ = receive()))
        handle(frames_);
  }

  /// Sends if it is possible at once; a message is never sent in part.
  bool send(const parcel& x);

  /// The same through a ROUTER.
  bool send(const std::string& routing_id, const parcel& x);

  [[nodiscard]] bool ready() const noexcept {
    return ready_;
  }

  void notice() noexcept {
    ready_ = true;
  }

  zmq::socket_t socket;

private:
  static constexpr auto reads_max = 1000;

  bool receive();
  bool send_frames(const parcel& x);

  bool ready_ = true;
  frames frames_;
};

/// Sleeps until something happens to one of many ports. Keeps its list between
/// sleeps; ports must outlive their place in it.
class poll_set {
public:
  /// Watches `descriptor` besides the ports.
  explicit poll_set(int descriptor);

  void assign(std::vector<port*> ports);

  /// @returns whether the descriptor is readable.
  bool wait(std::chrono::steady_clock::time_point until);

private:
  std::vector<port*> ports_;
  std::vector<pollfd> events_;
};

/// The bytes of a frame, without a copy if they are aligned for any element.
[[nodiscard]] buffer to_buffer(zmq::message_t frame);

/// The frames from the `first` on.
[[nodiscard]] std::vector<buffer> to_buffers(frames& xs, std::size_t first);

/// The bytes in all frames from the `first` on.
[[nodiscard]] std::size_t size_of(const frames& xs, std::size_t first);

} // namespace synod
