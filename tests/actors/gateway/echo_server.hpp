#pragma once

#include "actors/gateway/http_server.hpp"
#include "tests/actors/gateway/raw_client.hpp"

#include <atomic>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace synod::test {

/// Answers each path by its own rule, on the server's thread or later.
struct echo_server {
  explicit echo_server(http::server_limits limits = {})
    : server(
      "127.0.0.1", 0, limits,
      [this](http::request request, std::shared_ptr<http::exchange> exchange) {
        handle(std::move(request), std::move(exchange));
      }) {
  }

  void handle(http::request request, std::shared_ptr<http::exchange> exchange) {
    exchange->on_departure([this] { ++departures; });
    if (request.target == "/drop")
      return;
    if (request.target == "/keep") {
      auto guard = std::lock_guard{mutex};
      kept.push_back(std::move(exchange));
      return;
    }
    exchange->respond(
      {.body = request.method + " " + request.target + " " + request.body,
       .headers = {{"x-request-id", "7"}}});
  }

  std::shared_ptr<http::exchange> take() {
    if (!eventually([this] {
          auto guard = std::lock_guard{mutex};
          return !kept.empty();
        }))
      throw std::runtime_error{"no request came"};
    auto guard = std::lock_guard{mutex};
    auto result = std::move(kept.front());
    kept.pop_front();
    return result;
  }

  std::mutex mutex;
  std::deque<std::shared_ptr<http::exchange>> kept;
  std::atomic<int> departures = 0;
  http::server server;
};

/// The head of a stream.
inline const auto events = http::response{.content_type = "text/event-stream"};

} // namespace synod::test
