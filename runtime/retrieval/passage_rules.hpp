#pragma once

#include "schemas/error.hpp"
#include "schemas/retrieval.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace synod::retrieval {

// What a corpus takes in, in bytes and in numbers. Passages are quoted in
// prompts and shown to people, so their text must be text; what it *says* is
// not judged: words that look like control tokens stay words, because prompts
// are encoded so.

inline constexpr std::size_t id_size_max = 128;
inline constexpr std::size_t title_size_max = 1024;
inline constexpr std::size_t text_size_max = std::size_t{16} * 1024;
inline constexpr std::size_t query_size_max = std::size_t{16} * 1024;
inline constexpr std::size_t passages_max = 100'000;
inline constexpr std::uint32_t found_max = 64;   ///< Passages of one answer.
inline constexpr std::uint32_t listed_max = 200; ///< Passages of one page.

/// True for 1 to `id_size_max` of the characters A-Z a-z 0-9 . _ : and -, which
/// need no escapes in URLs, logs and citations.
[[nodiscard]] bool is_id(const std::string& x) noexcept;

/// True for UTF-8 without control characters other than tab, line feed and
/// carriage return, and without characters that reorder their neighbours
/// (U+202A to U+202E, U+2066 to U+2069).
[[nodiscard]] bool is_plain_text(const std::string& x) noexcept;

/// Judges a passage: its id, sizes, and that its text is plain and not blank.
/// @returns `passage_too_large` or `invalid_argument`; nothing if it may come
/// in
[[nodiscard]] std::optional<errc> check(const passage& x) noexcept;

/// Judges a query. Whatever bytes it holds are only looked up.
/// @returns `invalid_argument` if it is too long or wants too many or none
[[nodiscard]] std::optional<errc> check(const find_passages& x) noexcept;

} // namespace synod::retrieval
