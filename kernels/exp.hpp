#pragma once

#include "kernels/rounding.hpp"

#include <bit>
#include <cstdint>

namespace synod::kernels::cpu {

/// The profile's exponential: relative error below 2^-22 on [-87, 88], and the
/// value at the nearer end outside. Binary32 operations in written order.
/// Reduction and polynomial: S. Moshier, Cephes, expf.c.
/// @pre `x` is not NaN
[[gnu::always_inline]] inline float exp(float x) noexcept {
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  auto n = round_even(x * 1.44269504088896341f);
  auto r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  auto p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = ((p * r) * r + r) + 1.0f;
  auto exponent = static_cast<std::int32_t>(n) + 127;
  return p * std::bit_cast<float>(exponent << 23);
}

} // namespace synod::kernels::cpu
