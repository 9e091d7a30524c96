#include "runtime/transport/port.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

namespace synod {

namespace {

constexpr auto sent_by_copy_max = std::size_t{1024};

zmq::message_t to_frame(const buffer& x) {
  if (x.size() <= sent_by_copy_max)
    return {x.bytes().data(), x.size()};
  auto release = [](void*, void* owner) { delete static_cast<buffer*>(owner); };
  auto* bytes = const_cast<std::byte*>(x.bytes().data());
  return {bytes, x.size(), release, new buffer(x)};
}

} // namespace

// -- port ---------------------------------------------------------------------

port::port(zmq::context_t& context, zmq::socket_type type)
  : socket(context, type) {
}

void port::configure(const link_limits& limits) {
  auto frame_bytes_max
    = std::max(limits.buffer_bytes_max, limits.body_bytes_max);
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::maxmsgsize,
             static_cast<std::int64_t>(frame_bytes_max));
  // Credit bounds the calls and replies, and there are a few notices; what
  // libzmq would drop beyond this was sent by nobody who keeps the rules.
  auto messages_max
    = static_cast<int>(2 * limits.calls_max + limits.handles_max);
  socket.set(zmq::sockopt::sndhwm, messages_max);
  socket.set(zmq::sockopt::rcvhwm, messages_max);
  socket.set(zmq::sockopt::handshake_ivl, 2000);
  // A cable that is pulled must not hold a connection for TCP's many minutes.
  socket.set(zmq::sockopt::connect_timeout, 1000);
  socket.set(zmq::sockopt::tcp_maxrt, 5000);
  socket.set(zmq::sockopt::tcp_keepalive, 1);
  socket.set(zmq::sockopt::tcp_keepalive_idle, 5);
  socket.set(zmq::sockopt::tcp_keepalive_intvl, 2);
  socket.set(zmq::sockopt::tcp_keepalive_cnt, 3);
}

bool port::receive() {
  frames_.clear();
  try {
    do {
      auto frame = zmq::message_t{};
      if (!socket.recv(frame, zmq::recv_flags::dontwait))
        return false;
      frames_.push_back(std::move(frame));
    } while (frames_.back().more());
    return true;
  } catch (const zmq::error_t&) {
    return false; // interrupted; the next look finds the rest
  }
}

bool port::send_frames(const parcel& x) {
  ready_ = true;
  auto left = x.buffers.size();
  auto flags = [&left] {
    return zmq::send_flags::dontwait
           | (left > 0 ? zmq::send_flags::sndmore : zmq::send_flags::none);
  };
  if (!socket.send(zmq::buffer(x.head), flags()))
    return false;
  for (auto& y : x.buffers) {
    --left;
    socket.send(to_frame(y), flags());
  }
  return true;
}

bool port::send(const parcel& x) {
  try {
    return send_frames(x);
  } catch (const zmq::error_t&) {
    return false;
  }
}

bool port::send(const std::string& routing_id, const parcel& x) {
  try {
    auto id = zmq::message_t{routing_id.data(), routing_id.size()};
    auto flags = zmq::send_flags::sndmore | zmq::send_flags::dontwait;
    return socket.send(id, flags) && send_frames(x);
  } catch (const zmq::error_t&) {
    return false; // the node is gone
  }
}

// -- poll_set -----------------------------------------------------------------

poll_set::poll_set(int descriptor) : events_{{descriptor, POLLIN, 0}} {
}

void poll_set::assign(std::vector<port*> ports) {
  ports_ = std::move(ports);
  events_.resize(1);
  for (auto* x : ports_)
    events_.push_back({x->socket.get(zmq::sockopt::fd), POLLIN, 0});
}

bool poll_set::wait(std::chrono::steady_clock::time_point until) {
  auto left = std::chrono::ceil<std::chrono::milliseconds>(
    until - std::chrono::steady_clock::now());
  auto timeout = std::ranges::any_of(ports_, &port::ready)
                   ? 0
                   : static_cast<int>(std::max(left.count(), std::int64_t{0}));
  if (poll(events_.data(), events_.size(), timeout) < 0)
    return true; // interrupted; look at everything
  for (auto i = std::size_t{0}; i < ports_.size(); ++i)
    if (events_[i + 1].revents != 0)
      ports_[i]->notice();
  return events_[0].revents != 0;
}

// -- frames -------------------------------------------------------------------

buffer to_buffer(zmq::message_t frame) {
  auto view
    = std::span{static_cast<const std::byte*>(frame.data()), frame.size()};
  // libzmq 4.3 hands out slices of its read buffer, wherever they begin.
  if (reinterpret_cast<std::uintptr_t>(view.data()) % alignof(double) != 0)
    return buffer::copy_of(view);
  auto owner = std::make_shared<zmq::message_t>(std::move(frame));
  auto bytes = std::span{owner->data<const std::byte>(), owner->size()};
  return {std::move(owner), bytes}; // small frames live inside `owner`
}

std::vector<buffer> to_buffers(frames& xs, std::size_t first) {
  auto result = std::vector<buffer>{};
  for (auto i = first; i < xs.size(); ++i)
    result.push_back(to_buffer(std::move(xs[i])));
  return result;
}

std::size_t size_of(const frames& xs, std::size_t first) {
  auto result = std::size_t{0};
  for (auto i = first; i < xs.size(); ++i)
    result += xs[i].size();
  return result;
}

} // namespace synod
