#include "actors/gateway/api_error.hpp"
#include "actors/gateway/connection.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

#include <array>

// The answering half of a connection.

namespace synod::http {

namespace asio = boost::asio;

namespace {

/// How much of what a refused client still sends is read and thrown away, so
/// that its system does not throw away the refusal.
constexpr auto discarded_bytes_max = std::size_t{8} << 20;
constexpr auto linger_patience = std::chrono::seconds{2};

std::string reason_of(unsigned status) {
  namespace http = boost::beast::http;
  auto text = http::obsolete_reason(http::int_to_status(status));
  return {text.data(), text.size()};
}

} // namespace

void connection::send_head(const response& head,
                           std::optional<std::size_t> length) {
  head_sent_ = true;
  queued_ += fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\n", head.status,
                         reason_of(head.status), head.content_type);
  for (const auto& [name, value] : head.headers)
    queued_ += fmt::format("{}: {}\r\n", name, value);
  if (length)
    queued_ += fmt::format("Content-Length: {}\r\n", *length);
  else if (chunked_)
    queued_ += "Transfer-Encoding: chunked\r\n";
  else
    keep_alive_ = false; // the end of the connection is the end of the body
  queued_ += "X-Content-Type-Options: nosniff\r\n";
  queued_ += keep_alive_ ? "Connection: keep-alive\r\n\r\n"
                         : "Connection: close\r\n\r\n";
}

void connection::respond(const response& answer) {
  if (head_sent_)
    return abandon();
  send_head(answer, answer.body.size());
  if (!without_body_)
    queued_ += answer.body;
  end_answer();
}

void connection::stream(const response& head, const std::string& bytes) {
  if (!head_sent_)
    send_head(head, {});
  queued_bytes_ += bytes.size();
  if (!bytes.empty() && !without_body_)
    queued_
      += chunked_ ? fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes) : bytes;
  flush();
}

void connection::finish() {
  if (!head_sent_)
    return abandon();
  if (chunked_ && !without_body_)
    queued_ += "0\r\n\r\n";
  end_answer();
}

void connection::abandon() {
  if (head_sent_)
    return close(); // an unfinished body is the only way left to say so
  respond(openai::to_response(openai::from_errc(errc::actor_failed)));
}

void connection::depart() {
  close();
}

void connection::end_answer() {
  all_queued_ = true;
  flush();
}

void connection::flush() {
  if (!writing_.empty() || !socket_.is_open())
    return;
  if (queued_.empty()) {
    if (!all_queued_)
      return;
    current_ = nullptr;
    return keep_alive_ ? next_request() : linger();
  }
  std::swap(writing_, queued_);
  writing_bytes_ = std::exchange(queued_bytes_, 0);
  // While a request is read, its own bound counts.
  if (phase_ != phases::reading)
    arm(owner_.limits().write, &connection::depart);
  asio::async_write(
    socket_, asio::buffer(writing_),
    [self = shared_from_this()](const error_code& ec, std::size_t) {
      if (ec)
        return self->close();
      if (self->phase_ != phases::reading)
        self->timer_.cancel();
      if (self->current_)
        self->current_->waiting_bytes -= self->writing_bytes_;
      self->writing_.clear();
      self->flush();
    });
}

void connection::linger() {
  phase_ = phases::leaving;
  auto ec = error_code{};
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
  if (ec)
    return close();
  arm(linger_patience, &connection::close);
  discard();
}

void connection::discard() {
  buffer_.clear();
  socket_.async_read_some(
    buffer_.prepare(buffer_.max_size()),
    [self = shared_from_this()](const error_code& ec, std::size_t size) {
      self->discarded_ += size;
      if (ec || self->discarded_ > discarded_bytes_max)
        self->close();
      else
        self->discard();
    });
}

} // namespace synod::http
