#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// The arithmetic profile: everything that decides a bit of the result. Two
/// machines that serve a model under one profile give the same logits.
///
/// Rules. Reductions are sums of integers with proven bounds, or a maximum.
/// Everything else is one IEEE-754 binary32 operation at a time (+ - * / and
/// the square root, conversions, comparisons), round to nearest, never
/// contracted, denormals kept. `exp` is `kernels/exp.hpp`; sine and cosine are
/// `kernels/rope.hpp`. A value out of the range below refuses the step.
namespace synod::kernels {

/// Name and version of the rules. A change of any bit is a new version.
inline constexpr std::string_view profile = "of-int16/1";

/// Weights share one integer multiplier per so many columns.
inline constexpr std::size_t block_size = 32;

/// Quantized activations lie in [-activation_max, activation_max].
inline constexpr std::int32_t activation_max = 32767;

/// q8m16: |q| <= 128, |m| <= 32767. q4m12: |q| <= 8, |m| <= 4095.
inline constexpr std::int32_t q8_multiplier_max = 32767;
inline constexpr std::int32_t q4_multiplier_max = 4095;

/// An activation above this magnitude refuses the step. Squares and products
/// of two such values are far from overflow.
inline constexpr float magnitude_max = 0x1p60f;

/// A row with no value above this magnitude counts as all zero.
inline constexpr float magnitude_min = 0x1p-60f;

/// Columns of a weight matrix and of a hidden state. With it, a twin that cuts
/// operands into bytes, the weights' signed, sums their products in int32
/// (128 * 255 * columns < 2^31); the blocked form's sums and a row's squares
/// fit int64.
inline constexpr std::size_t columns_max = 65'536;

/// Elements of one attention head: sums of byte times int16 fit int32.
inline constexpr std::size_t head_size_max = 512;

/// Positions of one session: sums of 2^20 * 32767 fit int64 by far.
inline constexpr std::size_t positions_max = std::size_t{1} << 24;

} // namespace synod::kernels
