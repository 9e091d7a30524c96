#pragma once

#include <nlohmann/json.hpp>

#include <iostream>
#include <string>

namespace synod {

/// @returns its text on one line. What is no UTF-8, as on a command line or in
///          other people's files, cannot be JSON and is replaced.
[[nodiscard]] inline std::string dump(const nlohmann::json& x) {
  using handler = nlohmann::json::error_handler_t;
  return x.dump(-1, ' ', false, handler::replace);
}

/// Prints what `--json` asks for: one object on one line.
inline void print_json(const nlohmann::json& x) {
  std::cout << dump(x) << '\n';
}

/// @returns a value as a person reads it: text without quotes.
[[nodiscard]] inline std::string spell(const nlohmann::json& x) {
  return x.is_string() ? x.get<std::string>() : x.dump();
}

} // namespace synod
