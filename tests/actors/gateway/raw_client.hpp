#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>

namespace synod::test {

/// A client that says exactly what a test wants it to, and gives up on an
/// answer after 20 s.
class raw_client {
public:
  explicit raw_client(std::uint16_t port);

  void send(const std::string& bytes);

  /// Returns what came until `end` did, `end` included. Fails the test if the
  /// connection ends before.
  std::string read_until(const std::string& end);

  /// Returns the head of the next response and exactly its body; reads both
  /// forms of bodies.
  std::string read_response();

  /// Returns what came until the server closed.
  std::string read_all();

  /// Whether there is something to read now.
  bool has_bytes();

  /// Whether the server has closed.
  bool is_closed();

  /// Closes with everything unread thrown away.
  void leave();

private:
  bool read_some();
  std::string take(std::size_t size);

  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
  std::string unread_;
};

/// Returns a POST with a body of JSON.
[[nodiscard]] std::string post(const std::string& path, const std::string& body,
                               const std::string& headers = {});

/// Returns a GET.
[[nodiscard]] std::string
get(const std::string& path, const std::string& headers = {});

/// Returns the body of a response that was read whole.
[[nodiscard]] std::string body_of(const std::string& response);

/// Waits, at most 20 s, until `done()`; tests use it for what other threads do.
template <class F>
bool eventually(F&& done);

} // namespace synod::test

#include <chrono>
#include <thread>

template <class F>
bool synod::test::eventually(F&& done) {
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}
