#pragma once

#include <string>
#include <utility>
#include <vector>

namespace synod::http {

/// A request that was read whole, within the server's limits.
struct request {
  std::string method;        ///< As sent: "GET".
  std::string target;        ///< Path and query, percent-encoded as sent.
  std::string authorization; ///< The header's value, or empty.
  std::string content_type;  ///< The header's value, or empty.
  std::string body;          ///< Any bytes.
  std::string record_key{};  ///< Of the header `Synod-Record-Key`, or empty.
};

/// An answer with its whole body. The server adds what concerns the connection.
struct response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{}; ///< Further ones.
};

/// A request's target in its parts.
struct target {
  std::vector<std::string> path; ///< Decoded segments; empty for "/".
  std::vector<std::pair<std::string, std::string>> query; ///< Decoded.

  /// Returns the first value by that name; empty if there is none.
  [[nodiscard]] std::string value(const std::string& key) const;
};

/// Splits and decodes a target. Bad percent signs stand for themselves; one
/// slash at the end counts for nothing.
[[nodiscard]] target parse_target(const std::string& text);

} // namespace synod::http
