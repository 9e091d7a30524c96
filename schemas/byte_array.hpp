#pragma once

#include <array>
#include <cassert>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace synod {

/// `Size` bytes that are only ever equal to, ordered with, or assigned from
/// their own kind. On the wire a msgpack bin of exactly that size: msgpack's
/// own `std::array` adaptor reads past shorter input (4.1.3), so it is not
/// used.
template <class Tag, std::size_t Size>
class byte_array {
public:
  using bytes_type = std::array<std::uint8_t, Size>;

  constexpr byte_array() noexcept = default;

  constexpr explicit byte_array(const bytes_type& bytes) noexcept
    : bytes_(bytes) {
  }

  [[nodiscard]] constexpr const bytes_type& bytes() const noexcept {
    return bytes_;
  }

  [[nodiscard]] constexpr bool is_zero() const noexcept {
    return bytes_ == bytes_type{};
  }

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 misreads `<=>`.
  friend constexpr auto
  operator<=>(const byte_array&, const byte_array&) noexcept = default;

  template <class Inspector>
  friend auto inspect(Inspector& f, byte_array& x) {
    return f(x.bytes_);
  }

private:
  bytes_type bytes_{};
};

/// @returns lower-case hex of the first `digits` digits; all of them if 0.
template <class Tag, std::size_t Size>
[[nodiscard]] std::string
to_hex(const byte_array<Tag, Size>& x, std::size_t digits = 0) {
  constexpr auto alphabet = "0123456789abcdef";
  auto result = std::string{};
  for (auto byte : x.bytes()) {
    result += alphabet[byte >> 4];
    result += alphabet[byte & 15];
  }
  if (digits != 0 && digits < result.size())
    result.resize(digits);
  return result;
}

/// @returns the `byte_array` of these bytes. @pre they are as many as it has
template <class T>
[[nodiscard]] T from_bytes(std::span<const std::byte> bytes) noexcept {
  auto result = typename T::bytes_type{};
  assert(bytes.size() == result.size());
  for (auto i = std::size_t{0}; i < result.size(); ++i)
    result[i] = std::to_integer<std::uint8_t>(bytes[i]);
  return T{result};
}

/// @returns the `byte_array` that `to_hex` writes so; nothing for other text.
template <class T>
[[nodiscard]] std::optional<T> from_hex(std::string_view text) noexcept {
  constexpr auto digits = std::string_view{"0123456789abcdef"};
  auto result = typename T::bytes_type{};
  if (text.size() != 2 * result.size())
    return {};
  for (auto i = std::size_t{0}; i < result.size(); ++i) {
    auto high = digits.find(text[2 * i]);
    auto low = digits.find(text[2 * i + 1]);
    if (high == digits.npos || low == digits.npos)
      return {};
    result[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return T{result};
}

} // namespace synod

template <class Tag, std::size_t Size>
struct std::hash<synod::byte_array<Tag, Size>> {
  std::size_t operator()(const synod::byte_array<Tag, Size>& x) const noexcept {
    auto result = std::size_t{14695981039346656037U}; // FNV-1a
    for (auto byte : x.bytes())
      result = (result ^ byte) * 1099511628211U;
    return result;
  }
};
