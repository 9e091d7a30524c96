#pragma once

#include "actors/gateway/exchange.hpp"
#include "actors/gateway/http_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace synod::http {

/// What a connection needs of its server; outlives it.
class connection_owner {
public:
  virtual ~connection_owner() = default;

  [[nodiscard]] virtual const server_limits& limits() const = 0;

  /// A request was read whole.
  virtual void arrived(request request, std::shared_ptr<exchange> exchange) = 0;

  /// Makes an exchange's way back to the connection `id`, as long as that is
  /// at its request `number`.
  virtual exchange::poster poster_of(std::uint64_t id, std::uint64_t number)
    = 0;

  /// The connection is closed: forget it.
  virtual void closed(std::uint64_t id) = 0;
};

/// One client's connection. Lives on the server's thread; every asynchronous
/// operation keeps it alive.
class connection : public std::enable_shared_from_this<connection> {
public:
  connection(boost::asio::ip::tcp::socket socket, connection_owner& owner,
             std::uint64_t id);

  void start();

  /// Closes at once; an unfinished exchange learns that its client has left.
  void close();

  /// Since when nothing was asked on it; nothing while a request is under way.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point>
  idle_since() const;

  /// Counts the requests that were read.
  [[nodiscard]] std::uint64_t number() const noexcept {
    return number_;
  }

  // The current exchange's wishes.

  void respond(const response& answer);
  void stream(const response& head, const std::string& bytes);
  void finish();
  void abandon();
  void depart();

private:
  enum class phases { idle, reading, answering, leaving };

  using error_code = boost::system::error_code;

  void next_request();
  /// What to do when a read ends: `then`, or a refusal.
  auto once_read(void (connection::*then)());
  void read_header();
  void read_body();
  void dispatch();
  void watch();
  void refuse(const error_code& why);
  void refuse(unsigned status, const char* code, const char* message);
  void refuse_timeout();
  void send_head(const response& head, std::optional<std::size_t> length);
  void flush();
  void end_answer();
  void linger();
  void discard();
  void arm(std::chrono::milliseconds patience, void (connection::*then)());

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  connection_owner& owner_;
  std::uint64_t id_;
  std::uint64_t number_ = 0;

  boost::beast::flat_buffer buffer_;
  std::optional<
    boost::beast::http::request_parser<boost::beast::http::string_body>>
    parser_;
  std::shared_ptr<exchange::record> current_; // null between answers
  phases phase_ = phases::idle;
  std::chrono::steady_clock::time_point since_;

  std::string queued_;
  std::string writing_;
  std::size_t queued_bytes_ = 0;  // of the exchange, in `queued_`
  std::size_t writing_bytes_ = 0; // likewise
  std::size_t discarded_ = 0;
  bool head_sent_ = false;
  bool chunked_ = false;
  bool keep_alive_ = false;
  bool without_body_ = false; // the answer to HEAD
  bool all_queued_ = false;
};

} // namespace synod::http
