#pragma once

#include "actors/gateway/exchange.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace synod::http {

/// Bounds on what clients may cost.
struct server_limits {
  std::uint32_t header_bytes_max = 16 << 10; ///< More: 431.
  std::uint64_t body_bytes_max = 1 << 20;    ///< More: 413.
  std::size_t connections_max = 512; ///< The longest idle gives way, else 503.
  std::chrono::milliseconds idle{60'000};   ///< Between two requests.
  std::chrono::milliseconds header{10'000}; ///< First to last byte; then 408.
  std::chrono::milliseconds body{30'000};   ///< Likewise.
  std::chrono::milliseconds write{30'000};  ///< For bytes that wait to go out.
};

/// Serves HTTP/1.1 on a thread of its own: keep-alive, chunked bodies,
/// pipelining (requests are read one at a time and answered in order), streamed
/// answers. Built on Boost.Beast's parser.
class server {
public:
  /// Is called on the server's thread for each request, and must return soon
  /// without throwing. The answer may come later, from any thread. A client
  /// that closes its side of the connection counts as gone.
  using handler
    = std::function<void(request request, std::shared_ptr<exchange> exchange)>;

  /// Listens on `host`, a name or an address, and `port`; 0 takes a free one.
  /// @throws std::system_error if it cannot
  server(const std::string& host, std::uint16_t port, server_limits limits,
         handler handler);

  /// Stops listening, closes every connection, and joins the thread.
  ~server();

  server(const server&) = delete;
  server& operator=(const server&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;

  /// Connections that are open now. Safe from any thread.
  [[nodiscard]] std::size_t connections() const noexcept;

private:
  class listener;
  std::shared_ptr<listener> listener_;
};

} // namespace synod::http
