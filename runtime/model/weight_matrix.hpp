#pragma once

#include "kernels/matmul.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace synod::model {

struct tensor;

/// A weight above this magnitude is refused, so that products with activations
/// stay finite.
inline constexpr float weight_max = 0x1p40f;

/// Copies elements [first, first + out.size()) of an F32, F16 or BF16 tensor.
/// @pre they exist
/// @throws model_error `bad_weight`, naming the tensor, if one is not finite or
///         above `weight_max`
void read_floats(const tensor& source, std::size_t first, std::span<float> out);

/// A matrix of weights in one of the profile's integer formats, with the bounds
/// of its accumulators proven.
///
/// Mapping. Rows are cut into blocks of 32 columns, the last padded with zeros.
/// Q8_0 and Q4_0 keep their integers q; a block's scale d becomes m * s with
/// s = max |d| / m_max of the row and m = rint(d / s), where m_max is 32,767
/// (q8m16) or 4,095 (q4m12). F32, F16 and BF16 become q8m16: d = max |w| / 127
/// of the block, s and m as above but m at least 1 where d > 0, and
/// q = rint(w / (m * s)), kept within +-127. A row whose largest d is at most
/// 2^-100 is zero. All in binary32, one operation at a time, so every machine
/// that loads a file has the same integers.
class weight_matrix {
public:
  weight_matrix() = default;

  /// Maps a matrix of `rows` x `columns`.
  /// @throws model_error naming the tensor if its shape is another
  ///         (`bad_shape`), a weight is not finite or above `weight_max`
  ///         (`bad_weight`), or a sum could overflow (`bounds_exceeded`)
  static weight_matrix
  from(const tensor& source, std::size_t rows, std::size_t columns);

  [[nodiscard]] kernels::weights_view view() const noexcept;

  [[nodiscard]] std::size_t rows() const noexcept {
    return rows_;
  }
  [[nodiscard]] std::size_t columns() const noexcept {
    return columns_;
  }
  [[nodiscard]] std::size_t size_bytes() const noexcept;

private:
  kernels::weight_format format_ = kernels::weight_format::q8m16;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::vector<std::int8_t> q_;
  std::vector<std::int16_t> m_;
  std::vector<float> s_;
};

} // namespace synod::model
