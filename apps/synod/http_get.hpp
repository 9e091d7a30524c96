#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace synod {

/// A finished answer to an HTTP request.
struct http_answer {
  unsigned status = 0;
  std::string body;
};

/// Asks `url` ("http://HOST:PORT") for `target` ("/healthz"). `key` goes along
/// as bearer token unless it is empty.
/// @returns nothing if no whole answer of 16 MiB at most came in time.
[[nodiscard]] std::optional<http_answer>
http_get(const std::string& url, const std::string& target,
         const std::string& key, std::chrono::milliseconds timeout);

} // namespace synod
