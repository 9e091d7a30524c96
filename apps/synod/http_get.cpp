#include "apps/synod/http_get.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace synod {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto body_bytes_max = std::uint64_t{16} << 20;

/// One request from its connection to its answer. Each step starts the next.
class exchange {
public:
  exchange(asio::io_context& context, std::chrono::milliseconds timeout)
    : stream_(context) {
    stream_.expires_after(timeout);
    parser_.body_limit(body_bytes_max);
  }

  void start(const asio::ip::tcp::endpoint& where,
             http::request<http::empty_body> request) {
    request_ = std::move(request);
    stream_.async_connect(where, [this](beast::error_code error) {
      if (!error)
        send();
    });
  }

  [[nodiscard]] std::optional<http_answer> take() {
    if (!parser_.is_done())
      return {};
    auto answer = parser_.release();
    return http_answer{answer.result_int(), std::move(answer.body())};
  }

private:
  void send() {
    http::async_write(stream_, request_,
                      [this](beast::error_code error, std::size_t) {
                        if (!error)
                          receive();
                      });
  }

  void receive() {
    http::async_read(stream_, buffer_, parser_,
                     [](beast::error_code, std::size_t) {});
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
  http::response_parser<http::string_body> parser_;
};

} // namespace

std::optional<http_answer>
http_get(const std::string& url, const std::string& target,
         const std::string& key, std::chrono::milliseconds timeout) {
  constexpr auto scheme = std::string_view{"http://"};
  auto colon = url.rfind(':');
  if (!url.starts_with(scheme) || colon < scheme.size())
    return {};
  auto host = url.substr(scheme.size(), colon - scheme.size());
  auto context = asio::io_context{1};
  auto error = beast::error_code{};
  auto resolver = asio::ip::tcp::resolver{context};
  auto found = resolver.resolve(host, url.substr(colon + 1), error);
  if (error || found.empty())
    return {};
  auto request = http::request<http::empty_body>{http::verb::get, target, 11};
  request.set(http::field::host, url.substr(scheme.size()));
  request.set(http::field::connection, "close");
  if (!key.empty())
    request.set(http::field::authorization, "Bearer " + key);
  auto once = exchange{context, timeout};
  once.start(found.begin()->endpoint(), std::move(request));
  context.run();
  return once.take();
}

} // namespace synod
