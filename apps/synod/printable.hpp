#pragma once

#include <string>
#include <string_view>

namespace synod {

/// @returns the text with `?` for what would steer a terminal: control
///          characters other than newline and tab, those of two bytes (U+0080
///          to U+009F) as well. Models, other people's files, and the chain may
///          say anything; what they say must not move the cursor.
[[nodiscard]] inline std::string printable(std::string_view text) {
  auto result = std::string{};
  for (auto i = std::size_t{0}; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    auto next
      = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    auto is_control
      = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f;
    auto is_wide_control = byte == 0xc2 && next >= 0x80 && next <= 0x9f;
    result += is_control || is_wide_control ? '?' : text[i];
    i += is_wide_control ? 1 : 0;
  }
  return result;
}

} // namespace synod
