#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace synod::kernels {

/// The bits of |x|. They order like the magnitudes, with infinity above every
/// number and NaN above infinity.
[[nodiscard]] constexpr std::int32_t magnitude_bits(float x) noexcept {
  return std::bit_cast<std::int32_t>(x) & 0x7fffffff;
}

namespace cpu {

/// Returns the largest `magnitude_bits` of a row; 0 for an empty one.
[[nodiscard]] std::int32_t magnitude_bits(const float* x, std::size_t columns);

/// Returns whether every value is a number within +-magnitude_max.
[[nodiscard]] bool in_range(const float* x, std::size_t columns);

} // namespace cpu

} // namespace synod::kernels
