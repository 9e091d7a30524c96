#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace synod {

/// Fills `out`, at most 8 bytes, with a number's low bytes, the highest first.
inline void
put_big_endian(std::span<std::byte> out, std::uint64_t value) noexcept {
  for (auto i = out.size(); i-- > 0; value >>= 8)
    out[i] = static_cast<std::byte>(value);
}

/// Appends a number's `size` low bytes, at most 8, the highest first.
inline void append_big_endian(std::vector<std::byte>& out, std::uint64_t value,
                              std::size_t size) {
  out.resize(out.size() + size);
  put_big_endian(std::span{out}.last(size), value);
}

/// @returns the number that these bytes are, at most 8, the highest first.
[[nodiscard]] inline std::uint64_t
get_big_endian(std::span<const std::byte> in) noexcept {
  auto result = std::uint64_t{0};
  for (auto byte : in)
    result = result << 8 | std::to_integer<std::uint64_t>(byte);
  return result;
}

} // namespace synod
