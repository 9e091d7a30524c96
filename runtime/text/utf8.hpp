#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace synod::text {

/// What the first bytes of a text are.
enum class utf8_kind : std::uint8_t {
  /// One whole character.
  character,
  /// Bytes that can begin no character: the maximal part that looks like one.
  ill_formed,
  /// The first bytes of a character; the text ends before it does.
  incomplete,
};

/// The first character, or what stands in its place.
struct utf8_head {
  utf8_kind kind;
  std::size_t size; // bytes, 1 to 4
};

/// Returns what a text begins with, by Unicode 15, table 3-7 (no surrogates, no
/// overlong forms, nothing above U+10FFFF).
/// @pre `!text.empty()`
[[nodiscard]] utf8_head utf8_first(std::string_view text) noexcept;

/// True if all of the text is whole characters.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Returns the text with U+FFFD in place of each ill-formed or incomplete part.
[[nodiscard]] std::string to_utf8(std::string_view text);

/// U+FFFD, the replacement character.
inline constexpr std::string_view utf8_replacement = "\xef\xbf\xbd";

} // namespace synod::text
