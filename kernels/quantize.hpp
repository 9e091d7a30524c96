#pragma once

#include "kernels/profile.hpp"

#include <cstddef>
#include <cstdint>

namespace synod::kernels {

/// Rows of activations as integers: x[t][k] is about scale[t] * q[t][k].
struct quantized_view {
  const std::int16_t* q = nullptr; ///< rows x blocks x 32, row-major
  const float* scale = nullptr;    ///< rows
  std::size_t rows = 0;
  std::size_t blocks = 0; ///< Per row; elements past the row are zero.
};

namespace cpu {

/// Quantizes one row of `columns` floats to `padded` >= `columns` integers, the
/// rest zero, and stores its scale:
///
///     a = max |x|,  scale = a / 32767,  q = rint(x * (32767 / a))
///
/// A row with a <= magnitude_min gives zeros and scale 0. Returns false and
/// stores zeros and scale 0 if a value is NaN or above magnitude_max.
[[nodiscard]] bool quantize(std::int16_t* q, float* scale, const float* x,
                            std::size_t columns, std::size_t padded);

} // namespace cpu

} // namespace synod::kernels
