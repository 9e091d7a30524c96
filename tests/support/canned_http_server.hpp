#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace synod::test {

/// An HTTP server on a free port of loopback that says what it is told to, byte
/// for byte, and closes the connection. One connection at a time.
class canned_http_server {
public:
  using request = boost::beast::http::request<boost::beast::http::string_body>;

  /// `answer` returns the bytes to send; it runs on the server's thread.
  explicit canned_http_server(std::function<std::string(const request&)> answer)
    : answer_(std::move(answer)),
      acceptor_(context_, {boost::asio::ip::address_v4::loopback(), 0}),
      thread_([this] { serve(); }) {
  }

  canned_http_server(const canned_http_server&) = delete;
  canned_http_server& operator=(const canned_http_server&) = delete;

  ~canned_http_server() {
    stopping_ = true;
    boost::asio::ip::tcp::socket waker{context_};
    boost::system::error_code ignored;
    waker.connect(acceptor_.local_endpoint(), ignored);
    thread_.join();
  }

  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:"
           + std::to_string(acceptor_.local_endpoint().port());
  }

  /// Returns a whole answer.
  static std::string reply(int status, const std::string& body) {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: "
           + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

private:
  void serve() {
    for (;;) {
      boost::system::error_code error;
      auto socket = acceptor_.accept(error);
      if (error || stopping_)
        return;
      boost::beast::flat_buffer buffer;
      request asked;
      boost::beast::http::read(socket, buffer, asked, error);
      if (!error)
        boost::asio::write(socket, boost::asio::buffer(answer_(asked)), error);
    }
  }

  std::function<std::string(const request&)> answer_;
  std::atomic<bool> stopping_ = false;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::thread thread_;
};

} // namespace synod::test
