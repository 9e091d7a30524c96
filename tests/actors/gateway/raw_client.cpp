#include "tests/actors/gateway/raw_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <stdexcept>

namespace synod::test {

namespace asio = boost::asio;

raw_client::raw_client(std::uint16_t port) : socket_(io_) {
  socket_.connect({asio::ip::make_address("127.0.0.1"), port});
  auto patience = timeval{20, 0};
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience,
               sizeof patience);
  // Small, so that a test of backpressure needs few bytes.
  socket_.set_option(asio::socket_base::receive_buffer_size{16 << 10});
}

void raw_client::send(const std::string& bytes) {
  auto ignored = boost::system::error_code{}; // the server may have closed
  asio::write(socket_, asio::buffer(bytes), ignored);
}

bool raw_client::read_some() {
  auto bytes = std::array<char, 4096>{};
  // Not asio's own read, which would wait without end.
  auto size = ::recv(socket_.native_handle(), bytes.data(), bytes.size(), 0);
  if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    throw std::runtime_error{"no answer within 20 s; so far: " + unread_};
  if (size <= 0)
    return false;
  unread_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

std::string raw_client::take(std::size_t size) {
  while (unread_.size() < size)
    if (!read_some())
      throw std::runtime_error{"closed early; so far: " + unread_};
  auto result = unread_.substr(0, size);
  unread_.erase(0, size);
  return result;
}

std::string raw_client::read_until(const std::string& end) {
  while (unread_.find(end) == std::string::npos)
    if (!read_some())
      throw std::runtime_error{"closed early; so far: " + unread_};
  return take(unread_.find(end) + end.size());
}

std::string raw_client::read_response() {
  auto result = read_until("\r\n\r\n");
  auto length = result.find("Content-Length: ");
  if (length != std::string::npos)
    return result + take(std::stoul(result.substr(length + 16)));
  if (result.find("Transfer-Encoding: chunked") == std::string::npos)
    return result;
  while (true) {
    auto size = std::stoul(read_until("\r\n"), nullptr, 16);
    auto chunk = take(size + 2);
    if (size == 0)
      return result;
    result += chunk.substr(0, size);
  }
}

std::string raw_client::read_all() {
  while (read_some()) {
  }
  return std::move(unread_);
}

bool raw_client::has_bytes() {
  auto byte = char{};
  return ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT)
         == 1;
}

bool raw_client::is_closed() {
  return !read_some();
}

void raw_client::leave() {
  socket_.close();
}

std::string post(const std::string& path, const std::string& body,
                 const std::string& headers) {
  return "POST " + path + " HTTP/1.1\r\nHost: test\r\n"
         + "Content-Type: application/json\r\nContent-Length: "
         + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

std::string get(const std::string& path, const std::string& headers) {
  return "GET " + path + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n";
}

std::string body_of(const std::string& response) {
  return response.substr(response.find("\r\n\r\n") + 4);
}

} // namespace synod::test
