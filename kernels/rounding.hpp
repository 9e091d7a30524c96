#pragma once

namespace synod::kernels::cpu {

/// Rounds to the nearest integer, ties to even, by two additions that are
/// correctly rounded.
/// @pre |x| <= 2^22, round to nearest
[[gnu::always_inline]] inline float round_even(float x) noexcept {
  constexpr auto shift = 0x1.8p23f;
  return (x + shift) - shift;
}

/// The same in binary64.
/// @pre |x| <= 2^51, round to nearest
[[gnu::always_inline]] inline double round_even(double x) noexcept {
  constexpr auto shift = 0x1.8p52;
  return (x + shift) - shift;
}

} // namespace synod::kernels::cpu
