#pragma once

#include <cstddef>

namespace synod::kernels::cpu {

/// Root-mean-square normalization of one row:
///
///     a = max |x|,  f = rint(x * (4194303 / a)),  t = a / 4194303
///     mean = ((float(sum f^2) / float(columns)) * t) * t
///     out = (x * (1 / sqrt(mean + epsilon))) * weight
///
/// with the squares summed in int64. A row with a <= magnitude_min has mean 0.
/// `out` may be `x`. Returns false and writes zeros if a value is NaN or above
/// magnitude_max.
/// @pre 0 < columns <= columns_max
[[nodiscard]] bool rmsnorm(float* out, const float* x, const float* weight,
                           std::size_t columns, float epsilon);

} // namespace synod::kernels::cpu
