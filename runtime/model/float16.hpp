#pragma once

#include <bit>
#include <cstdint>

namespace synod::model {

/// Returns the value of an IEEE binary16, exactly.
[[nodiscard]] constexpr float from_f16(std::uint16_t bits) noexcept {
  auto sign = static_cast<std::uint32_t>(bits & 0x8000) << 16;
  auto exponent = static_cast<std::uint32_t>(bits >> 10) & 31;
  auto fraction = static_cast<std::uint32_t>(bits & 0x3ff);
  if (exponent == 0) {
    auto magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  auto wide = exponent == 31 ? 255U : exponent + 112;
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

/// Returns the value of a bfloat16, exactly.
[[nodiscard]] constexpr float from_bf16(std::uint16_t bits) noexcept {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

} // namespace synod::model
