#include "kernels/quantize.hpp"

#include "kernels/clones.hpp"
#include "kernels/magnitude.hpp"
#include "kernels/rounding.hpp"

#include <algorithm>
#include <bit>

namespace synod::kernels::cpu {

namespace {

SYNOD_CLONES
void round_scaled(std::int16_t* q, const float* x, std::size_t columns,
                  float factor) {
  for (std::size_t col = 0; col < columns; ++col)
    q[col] = static_cast<std::int16_t>(
      static_cast<std::int32_t>(round_even(x[col] * factor)));
}

} // namespace

bool quantize(std::int16_t* q, float* scale, const float* x,
              std::size_t columns, std::size_t padded) {
  auto largest = std::bit_cast<float>(magnitude_bits(x, columns));
  // Written so that a NaN is out of range.
  auto in_range = largest <= magnitude_max;
  if (!in_range || largest <= magnitude_min) {
    std::fill_n(q, padded, std::int16_t{0});
    *scale = 0;
    return in_range;
  }
  round_scaled(q, x, columns, static_cast<float>(activation_max) / largest);
  std::fill(q + columns, q + padded, std::int16_t{0});
  *scale = largest / static_cast<float>(activation_max);
  return true;
}

} // namespace synod::kernels::cpu
