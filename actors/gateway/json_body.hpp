#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace synod::openai {

/// What is read. Its objects are trees: looking up the members of a hostile
/// body stays cheap.
using json = nlohmann::json;

/// What is written, in the order in which it was put there.
using ordered_json = nlohmann::ordered_json;

/// Bounds on what a body may hold; its bytes are bounded by the server.
constexpr auto json_depth_max = 16;
constexpr auto json_values_max = std::size_t{50000}; ///< Names count, too.

/// Reads a body that must be one JSON object in UTF-8.
/// @throws refusal 400
[[nodiscard]] json parse_object(std::string_view body);

/// Writes compact JSON. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string write(const ordered_json& x);

/// Reads the members of an object by name, type and range. A member that is
/// null counts as absent, as in OpenAI's API.
class parameters {
public:
  /// @param object must outlive this
  explicit parameters(const json& object) : object_(object) {
  }

  /// Returns the member, or null if it is absent or null.
  [[nodiscard]] const json* find(const char* name) const;

  // Each returns `absent` if there is no such member, and throws a `refusal`
  // 400 that names it if its type or value is wrong.

  [[nodiscard]] std::string
  text(const char* name, std::size_t bytes_max, std::string absent = {}) const;
  [[nodiscard]] bool flag(const char* name, bool absent) const;
  [[nodiscard]] double
  number(const char* name, double low, double high, double absent) const;
  [[nodiscard]] std::int64_t
  integer(const char* name, std::int64_t low, std::int64_t high,
          std::int64_t absent) const;

private:
  const json& object_;
};

/// Throws what a value of a wrong type deserves.
[[noreturn]] void
refuse_type(const std::string& param, const char* expected, const json& actual);

} // namespace synod::openai
