#include "kernels/rmsnorm.hpp"

#include "kernels/clones.hpp"
#include "kernels/magnitude.hpp"
#include "kernels/profile.hpp"
#include "kernels/rounding.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace synod::kernels::cpu {

namespace {

constexpr auto fixed_max = 4194303.0f; // 2^22 - 1

// At most columns_max * 2^44, which is far below 2^63.
SYNOD_CLONES
std::int64_t sum_of_squares(const float* x, std::size_t columns, float factor) {
  std::int64_t sum = 0;
  for (std::size_t col = 0; col < columns; ++col) {
    std::int64_t f = static_cast<std::int32_t>(round_even(x[col] * factor));
    sum += f * f;
  }
  return sum;
}

SYNOD_CLONES
void scale_row(float* out, const float* x, const float* weight,
               std::size_t columns, float factor) {
  for (std::size_t col = 0; col < columns; ++col)
    out[col] = (x[col] * factor) * weight[col];
}

} // namespace

bool rmsnorm(float* out, const float* x, const float* weight,
             std::size_t columns, float epsilon) {
  auto largest = std::bit_cast<float>(magnitude_bits(x, columns));
  if (!(largest <= magnitude_max)) {
    std::fill_n(out, columns, 0.0f);
    return false;
  }
  float mean = 0;
  if (largest > magnitude_min) {
    auto sum = sum_of_squares(x, columns, fixed_max / largest);
    auto t = largest / fixed_max;
    mean = ((static_cast<float>(sum) / static_cast<float>(columns)) * t) * t;
  }
  scale_row(out, x, weight, columns, 1.0f / std::sqrt(mean + epsilon));
  return true;
}

} // namespace synod::kernels::cpu
