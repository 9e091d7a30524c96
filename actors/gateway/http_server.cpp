#include "actors/gateway/http_server.hpp"

#include "actors/gateway/api_error.hpp"
#include "actors/gateway/connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <map>
#include <system_error>
#include <thread>

namespace synod::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {

/// The system's own buffer per client, so that a slow one is noticed.
constexpr auto send_buffer_bytes = 64 << 10;

/// What is left to do where even a file descriptor is lacking.
constexpr auto accept_pause = std::chrono::milliseconds{100};

/// "localhost" is this machine, whatever a resolver says or is there to say
/// (RFC 6761, section 6.3): it must not become an address of others.
tcp::endpoint
address_of(asio::io_context& io, const std::string& host, std::uint16_t port) {
  if (host == "localhost")
    return {asio::ip::address_v4::loopback(), port};
  auto found = tcp::resolver{io}.resolve(host, std::to_string(port),
                                         tcp::resolver::passive);
  return found.begin()->endpoint();
}

tcp::acceptor
listen(asio::io_context& io, const std::string& host, std::uint16_t port) {
  try {
    return {io, address_of(io, host, port), true};
  } catch (const boost::system::system_error& x) {
    throw std::system_error{std::error_code{x.code()},
                            fmt::format("cannot listen on {}:{}", host, port)};
  }
}

/// Says no to a client that there is no room for, as far as that is possible
/// without waiting.
void turn_away(tcp::socket socket) {
  auto answer = openai::to_response(openai::from_errc(errc::overloaded));
  auto text = fmt::format("HTTP/1.1 503 Service Unavailable\r\n"
                          "Content-Type: {}\r\nContent-Length: {}\r\n"
                          "Retry-After: 1\r\nConnection: close\r\n\r\n{}",
                          answer.content_type, answer.body.size(), answer.body);
  auto ignored = error_code{};
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(text), ignored);
  socket.shutdown(tcp::socket::shutdown_both, ignored);
}

} // namespace

class server::listener : public connection_owner,
                         public std::enable_shared_from_this<listener> {
public:
  listener(const std::string& host, std::uint16_t port, server_limits limits,
           server::handler handler)
    : limits_(limits), handler_(std::move(handler)),
      acceptor_(listen(io_, host, port)), pause_(io_),
      port_(acceptor_.local_endpoint().port()) {
  }

  void start() {
    accept();
    thread_ = std::thread{[this] { io_.run(); }};
  }

  void stop() {
    asio::post(io_, [this] {
      auto ignored = error_code{};
      acceptor_.close(ignored);
      pause_.cancel();
      for (auto open = connections_; const auto& [id, x] : open)
        x->close();
    });
    thread_.join();
  }

  [[nodiscard]] std::uint16_t port() const noexcept {
    return port_;
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return size_;
  }

  [[nodiscard]] const server_limits& limits() const override {
    return limits_;
  }

  void arrived(request request, std::shared_ptr<exchange> exchange) override {
    handler_(std::move(request), std::move(exchange));
  }

  exchange::poster poster_of(std::uint64_t id, std::uint64_t number) override {
    // The exchange may outlive the server: it keeps what it posts to.
    return [self = shared_from_this(), id,
            number](std::function<void(connection&)> f) {
      asio::post(self->io_, [raw = self.get(), id, number, f = std::move(f)] {
        raw->run(id, number, f);
      });
    };
  }

  void closed(std::uint64_t id) override {
    connections_.erase(id);
    size_ = connections_.size();
  }

private:
  void run(std::uint64_t id, std::uint64_t number,
           const std::function<void(connection&)>& f) {
    auto found = connections_.find(id);
    if (found == connections_.end() || found->second->number() != number)
      return;
    auto kept = found->second;
    f(*kept);
  }

  void accept() {
    acceptor_.async_accept([this](const error_code& ec, tcp::socket socket) {
      if (!acceptor_.is_open())
        return;
      if (ec)
        return accept_later();
      admit(std::move(socket));
      accept();
    });
  }

  void accept_later() {
    pause_.expires_after(accept_pause);
    pause_.async_wait([this](const error_code&) {
      if (acceptor_.is_open())
        accept();
    });
  }

  void admit(tcp::socket socket) {
    if (connections_.size() >= limits_.connections_max && !make_room())
      return turn_away(std::move(socket));
    auto ignored = error_code{};
    socket.set_option(tcp::no_delay{true}, ignored);
    socket.set_option(tcp::socket::keep_alive{true}, ignored);
    socket.set_option(tcp::socket::send_buffer_size{send_buffer_bytes},
                      ignored);
    auto id = ++last_id_;
    auto x = std::make_shared<connection>(std::move(socket), *this, id);
    connections_.emplace(id, x);
    size_ = connections_.size();
    x->start();
  }

  /// Closes the connection that has been idle for longest.
  bool make_room() {
    auto oldest = std::shared_ptr<connection>{};
    for (const auto& [id, x] : connections_)
      if (x->idle_since()
          && (!oldest || *x->idle_since() < *oldest->idle_since()))
        oldest = x;
    if (oldest)
      oldest->close();
    return oldest != nullptr;
  }

  server_limits limits_;
  server::handler handler_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::uint16_t port_;
  std::map<std::uint64_t, std::shared_ptr<connection>> connections_;
  std::uint64_t last_id_ = 0;
  std::atomic<std::size_t> size_ = 0;
  std::thread thread_;
};

server::server(const std::string& host, std::uint16_t port,
               server_limits limits, handler handler)
  : listener_(
    std::make_shared<listener>(host, port, limits, std::move(handler))) {
  listener_->start();
}

server::~server() {
  listener_->stop();
}

std::uint16_t server::port() const noexcept {
  return listener_->port();
}

std::size_t server::connections() const noexcept {
  return listener_->size();
}

} // namespace synod::http
