#pragma once

#include <algorithm>
#include <string_view>

namespace synod::text {

/// The six characters that count, whatever the locale.
constexpr auto white_space = std::string_view{" \t\n\v\f\r"};

[[nodiscard]] constexpr bool is_white_space(char x) noexcept {
  return white_space.find(x) != white_space.npos;
}

/// @returns the text without white space at its end.
[[nodiscard]] constexpr std::string_view
trimmed_right(std::string_view text) noexcept {
  return text.substr(0, text.find_last_not_of(white_space) + 1);
}

/// @returns the text without white space at either end.
[[nodiscard]] constexpr std::string_view
trimmed(std::string_view text) noexcept {
  auto first = std::min(text.find_first_not_of(white_space), text.size());
  return trimmed_right(text.substr(first));
}

} // namespace synod::text
