#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Any number of bytes as text, spelt as a `byte_array` is: two lower-case
// digits each.

namespace synod {

[[nodiscard]] inline std::string to_hex(std::span<const std::byte> bytes) {
  constexpr auto digits = "0123456789abcdef";
  auto result = std::string{};
  result.reserve(2 * bytes.size());
  for (auto byte : bytes) {
    result += digits[std::to_integer<unsigned>(byte) >> 4];
    result += digits[std::to_integer<unsigned>(byte) & 15];
  }
  return result;
}

/// Fills `out` with the bytes that `to_hex` writes so.
/// @returns false for other text
[[nodiscard]] inline bool
read_hex(std::string_view text, std::span<std::byte> out) noexcept {
  constexpr auto digits = std::string_view{"0123456789abcdef"};
  if (text.size() != 2 * out.size())
    return false;
  for (auto i = std::size_t{0}; i < out.size(); ++i) {
    auto high = digits.find(text[2 * i]);
    auto low = digits.find(text[2 * i + 1]);
    if (high == digits.npos || low == digits.npos)
      return false;
    out[i] = static_cast<std::byte>(high * 16 + low);
  }
  return true;
}

/// @returns the bytes that `to_hex` writes so; nothing for other text.
[[nodiscard]] inline std::optional<std::vector<std::byte>>
bytes_from_hex(std::string_view text) {
  auto result = std::vector<std::byte>(text.size() / 2);
  if (!read_hex(text, result))
    return {};
  return result;
}

} // namespace synod
