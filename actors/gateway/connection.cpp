#include "actors/gateway/connection.hpp"

#include "actors/gateway/api_error.hpp"

#include <boost/beast/http/read.hpp>
#include <sys/socket.h>

namespace synod::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;

namespace {

constexpr auto read_ahead_bytes = std::size_t{64} << 10;

/// What an error while reading deserves; 0: nobody is there to be told.
struct verdict {
  unsigned status;
  const char* code;
  const char* message;
};

verdict verdict_of(const boost::system::error_code& why) {
  using beast::http::error;
  if (why == error::body_limit)
    return {413, "body_too_large", "The body is too large."};
  if (why == error::header_limit || why == error::buffer_overflow)
    return {431, "header_too_large", "The header is too large."};
  if (why == error::end_of_stream || why == error::partial_message
      || why.category() != make_error_code(error::bad_method).category())
    return {0, nullptr, nullptr};
  return {400, "malformed_http", "This is not HTTP/1.1."};
}

std::string text_of(beast::string_view x) {
  return {x.data(), x.size()};
}

} // namespace

connection::connection(tcp::socket socket, connection_owner& owner,
                       std::uint64_t id)
  : socket_(std::move(socket)), timer_(socket_.get_executor()), owner_(owner),
    id_(id), buffer_(read_ahead_bytes) {
}

void connection::start() {
  next_request();
}

std::optional<std::chrono::steady_clock::time_point>
connection::idle_since() const {
  if (phase_ != phases::idle)
    return {};
  return since_;
}

void connection::arm(std::chrono::milliseconds patience,
                     void (connection::*then)()) {
  timer_.expires_after(patience);
  timer_.async_wait([self = shared_from_this(), then](const error_code& ec) {
    // A timer that was moved on just as it went off reports no error.
    if (!ec && self->timer_.expiry() <= asio::steady_timer::clock_type::now())
      (*self.*then)();
  });
}

void connection::next_request() {
  phase_ = phases::idle;
  since_ = std::chrono::steady_clock::now();
  head_sent_ = all_queued_ = false;
  parser_.emplace();
  parser_->header_limit(owner_.limits().header_bytes_max);
  parser_->body_limit(owner_.limits().body_bytes_max);
  if (buffer_.size() != 0)
    return read_header(); // pipelined
  arm(owner_.limits().idle, &connection::close);
  socket_.async_wait(tcp::socket::wait_read,
                     [self = shared_from_this()](const error_code& ec) {
                       if (!ec && self->phase_ == phases::idle)
                         self->read_header();
                     });
}

auto connection::once_read(void (connection::*then)()) {
  return [self = shared_from_this(), then](const error_code& ec, std::size_t) {
    if (self->phase_ != phases::reading)
      return;
    if (ec)
      self->refuse(ec);
    else
      (*self.*then)();
  };
}

void connection::read_header() {
  phase_ = phases::reading;
  // One bound for the whole header, however slowly its bytes come.
  arm(owner_.limits().header, &connection::refuse_timeout);
  beast::http::async_read_header(socket_, buffer_, *parser_,
                                 once_read(&connection::read_body));
}

void connection::read_body() {
  arm(owner_.limits().body, &connection::refuse_timeout);
  if (beast::iequals(parser_->get()[beast::http::field::expect],
                     "100-continue")) {
    queued_ += "HTTP/1.1 100 Continue\r\n\r\n";
    flush();
  }
  beast::http::async_read(socket_, buffer_, *parser_,
                          once_read(&connection::dispatch));
}

void connection::dispatch() {
  using beast::http::field;
  auto message = parser_->release();
  phase_ = phases::answering;
  timer_.cancel();
  keep_alive_ = message.keep_alive();
  chunked_ = message.version() >= 11;
  without_body_ = message.method() == beast::http::verb::head;
  current_ = std::make_shared<exchange::record>();
  ++number_;
  watch();
  owner_.arrived(
    {text_of(message.method_string()), text_of(message.target()),
     text_of(message[field::authorization]),
     text_of(message[field::content_type]), std::move(message.body()),
     text_of(message["Synod-Record-Key"])},
    std::make_shared<exchange>(current_, owner_.poster_of(id_, number_)));
}

void connection::watch() {
  socket_.async_wait(
    tcp::socket::wait_read,
    [self = shared_from_this(), number = number_](const error_code& ec) {
      if (ec || self->number_ != number || self->phase_ != phases::answering)
        return;
      auto byte = char{};
      auto size = ::recv(self->socket_.native_handle(), &byte, 1,
                         MSG_PEEK | MSG_DONTWAIT);
      // Bytes that wait are the next request: a write will find out whether
      // its sender is still there.
      if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
        self->depart();
    });
}

void connection::refuse(const error_code& why) {
  auto [status, code, message] = verdict_of(why);
  if (status == 0)
    return close();
  refuse(status, code, message);
}

void connection::refuse(unsigned status, const char* code,
                        const char* message) {
  phase_ = phases::leaving;
  keep_alive_ = false;
  current_ = nullptr;
  auto error = openai::api_error{};
  error.status = status;
  error.message = message;
  error.code = code;
  auto answer = openai::to_response(error);
  send_head(answer, answer.body.size());
  queued_ += answer.body;
  end_answer();
}

void connection::refuse_timeout() {
  // What waits to be read must not come back while the refusal goes out.
  phase_ = phases::leaving;
  socket_.cancel();
  refuse(408, "request_timeout", "The request took too long to arrive.");
}

void connection::close() {
  auto unfinished = std::exchange(current_, nullptr);
  if (unfinished) {
    unfinished->ended = true;
    unfinished->depart();
  }
  phase_ = phases::leaving;
  timer_.cancel();
  auto ignored = error_code{};
  socket_.close(ignored);
  owner_.closed(id_);
}

} // namespace synod::http
