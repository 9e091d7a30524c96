#include "apps/synod/http_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <exception>
#include <utility>

namespace synod {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr auto body_bytes_max = std::uint64_t{16} << 20;

using part_taker = std::function<void(std::string_view)>;
using http_request = http::request<http::string_body>;

/// Where a URL points to.
struct server {
  std::string host; ///< A name or an address, without brackets.
  std::string port;
  std::string authority; ///< Both, as the URL has them.
};

server parse(const std::string& url) {
  constexpr auto scheme = std::string_view{"http://"};
  auto colon = url.rfind(':');
  if (!url.starts_with(scheme) || colon < scheme.size())
    throw http_failure(url + " is not of the form http://HOST:PORT");
  auto host = url.substr(scheme.size(), colon - scheme.size());
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  return {host, url.substr(colon + 1), url.substr(scheme.size())};
}

http_request to_request(const http_call& call, const server& to) {
  auto request
    = http_request{http::string_to_verb(call.method), call.target, 11};
  request.set(http::field::host, to.authority);
  request.set(http::field::connection, "close");
  if (!call.key.empty())
    request.set(http::field::authorization, "Bearer " + call.key);
  if (!call.record_key.empty())
    request.set("Synod-Record-Key", call.record_key);
  if (!call.body.empty()) {
    request.set(http::field::content_type, "application/json");
    request.body() = call.body;
  }
  request.prepare_payload();
  return request;
}

/// One call, from its connection to the end of the answer. Each step starts the
/// next; the first that fails is the last.
class exchange {
public:
  exchange(asio::io_context& context, std::chrono::milliseconds timeout,
           const part_taker* take)
    : stream_(context), timeout_(timeout), take_(take) {
    stream_.expires_after(timeout_);
  }

  void start(const asio::ip::tcp::resolver::results_type& where,
             http_request request) {
    request_ = std::move(request);
    stream_.async_connect(where, [this](beast::error_code error, const auto&) {
      if (keep(error))
        send();
    });
  }

  http_answer finish() {
    if (thrown_)
      std::rethrow_exception(thrown_);
    if (error_)
      throw beast::system_error{error_};
    auto answer = parser_.release();
    return {answer.result_int(), std::move(answer.body())};
  }

private:
  bool keep(beast::error_code error) {
    error_ = error;
    return !error;
  }

  void send() {
    http::async_write(stream_, request_,
                      [this](beast::error_code error, std::size_t) {
                        if (keep(error))
                          receive_head();
                      });
  }

  void receive_head() {
    parser_.body_limit(body_bytes_max);
    http::async_read_header(stream_, buffer_, parser_,
                            [this](beast::error_code error, std::size_t) {
                              if (!keep(error))
                                return;
                              if (parser_.get().result() != http::status::ok)
                                take_ = nullptr;
                              if (take_ != nullptr)
                                parser_.body_limit(boost::none);
                              receive_part();
                            });
  }

  void receive_part() {
    if (parser_.is_done())
      return;
    if (take_ != nullptr)
      stream_.expires_after(timeout_);
    http::async_read_some(stream_, buffer_, parser_,
                          [this](beast::error_code error, std::size_t) {
                            if (keep(error) && hand_over())
                              receive_part();
                          });
  }

  // An exception must not leave through the event loop.
  bool hand_over() {
    if (take_ == nullptr)
      return true;
    try {
      if (auto part = std::exchange(parser_.get().body(), {}); !part.empty())
        (*take_)(part);
      return true;
    } catch (...) {
      thrown_ = std::current_exception();
      return false;
    }
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http_request request_;
  http::response_parser<http::string_body> parser_;
  std::chrono::milliseconds timeout_;
  const part_taker* take_; // nullptr: the body is kept whole
  beast::error_code error_;
  std::exception_ptr thrown_;
};

http_answer
run(const std::string& url, const http_call& call, const part_taker* take) {
  auto to = parse(url);
  try {
    auto context = asio::io_context{1};
    auto where = asio::ip::tcp::resolver{context}.resolve(to.host, to.port);
    auto once = exchange{context, call.timeout, take};
    once.start(where, to_request(call, to));
    context.run();
    return once.finish();
  } catch (const beast::system_error& error) {
    throw http_failure("no answer from " + url + ": " + error.code().message());
  }
}

} // namespace

http_answer http_send(const std::string& url, const http_call& call) {
  return run(url, call, nullptr);
}

http_answer http_stream(const std::string& url, const http_call& call,
                        const part_taker& take) {
  return run(url, call, &take);
}

std::optional<http_answer>
http_get(const std::string& url, const std::string& target,
         const std::string& key, std::chrono::milliseconds timeout) {
  try {
    return http_send(url, {.target = target, .key = key, .timeout = timeout});
  } catch (const http_failure&) {
    return {};
  }
}

std::string url_escape(std::string_view text) {
  constexpr auto digits = std::string_view{"0123456789ABCDEF"};
  constexpr auto plain
    = std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                       "0123456789-._~"};
  auto result = std::string{};
  for (auto c : text) {
    if (plain.find(c) != plain.npos) {
      result += c;
      continue;
    }
    auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += digits[byte >> 4];
    result += digits[byte & 15];
  }
  return result;
}

} // namespace synod
