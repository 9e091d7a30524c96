#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace synod {

/// What is asked of an HTTP server.
struct http_call {
  std::string method = "GET";
  std::string target = "/"; ///< Path and query, escaped.
  std::string body{};       ///< JSON; none is sent if it is empty.
  std::string key{};        ///< Goes along as bearer token unless it is empty.
  std::string record_key{}; ///< As `Synod-Record-Key`, likewise.

  /// For the whole exchange; for each part of it while a stream is read.
  std::chrono::milliseconds timeout{30'000};
};

/// A finished answer to an HTTP request.
struct http_answer {
  unsigned status = 0;
  std::string body;
};

/// No whole answer of 16 MiB at most came in time. `what()` is one line for a
/// person.
class http_failure : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Makes a call to `url` ("http://HOST:PORT") and waits for the answer,
/// whatever its status.
/// @throws http_failure
[[nodiscard]] http_answer
http_send(const std::string& url, const http_call& call);

/// Likewise, but hands the body of an answer with status 200 to `take` in the
/// parts in which it comes, however long it is in all; the answer that is
/// returned has no body then.
/// @throws http_failure, and whatever `take` throws
http_answer http_stream(const std::string& url, const http_call& call,
                        const std::function<void(std::string_view)>& take);

/// Asks `url` for `target`.
/// @returns nothing where `http_send` fails
[[nodiscard]] std::optional<http_answer>
http_get(const std::string& url, const std::string& target,
         const std::string& key, std::chrono::milliseconds timeout);

/// Escapes all but letters, digits and "-._~" for use in a target.
[[nodiscard]] std::string url_escape(std::string_view text);

} // namespace synod
