#pragma once

#include "kernels/profile.hpp"
#include "kernels/quantize.hpp"

#include <cstddef>
#include <cstdint>

namespace synod::kernels {

/// How a block's integers are stored.
enum class weight_format : std::uint8_t {
  /// One int8 each, in order: 32 bytes a block.
  q8m16,
  /// Element i of a block in the low half of byte i, element i + 16 in its high
  /// half, each plus 8 (as in GGUF's Q4_0): 16 bytes a block.
  q4m12,
};

/// Bytes of one block's integers.
[[nodiscard]] constexpr std::size_t block_bytes(weight_format x) noexcept {
  return x == weight_format::q8m16 ? block_size : block_size / 2;
}

/// A matrix of integer weights: w[r][32 b + k] = s[r] * m[r][b] * q[r][b][k].
/// All row-major and borrowed.
struct weights_view {
  weight_format format = weight_format::q8m16;
  const std::int8_t* q = nullptr;  ///< rows x blocks x block_bytes(format)
  const std::int16_t* m = nullptr; ///< rows x blocks
  const float* s = nullptr;        ///< rows
  std::size_t rows = 0;
  std::size_t blocks = 0; ///< Per row; columns past the matrix are zero.

  /// Returns the rows [first, first + count).
  [[nodiscard]] weights_view
  slice(std::size_t first, std::size_t count) const noexcept;
};

/// The largest sum of |m| * |q| over a row, times `activation_max`, bounds its
/// accumulators. Returns whether a row's fits int64.
[[nodiscard]] bool
accumulators_fit(const weights_view& weights, std::size_t row) noexcept;

namespace cpu {

/// Multiplies each quantized row x by the matrix:
///
///     out[t][r] = (float(sum_b m[r][b] * sum_k q[r][b][k] * x[t][b][k])
///                  * s[r]) * scale[t]
///
/// The inner sum in int32, the outer in int64, so every order of summation
/// gives the same bits. `out` is row-major with `stride` floats from one row to
/// the next, and aliases nothing.
/// @pre `x.blocks == weights.blocks`, and every row's accumulators fit
void matmul(float* out, std::size_t stride, const weights_view& weights,
            const quantized_view& x);

/// Writes row `row` of the matrix as floats, float(m * q) * s; `columns` of it.
void embed(float* out, const weights_view& weights, std::size_t row,
           std::size_t columns);

} // namespace cpu

} // namespace synod::kernels
