#include "kernels/magnitude.hpp"

#include "kernels/clones.hpp"
#include "kernels/profile.hpp"

namespace synod::kernels::cpu {

SYNOD_CLONES
std::int32_t magnitude_bits(const float* x, std::size_t columns) {
  std::int32_t largest = 0;
  for (std::size_t col = 0; col < columns; ++col) {
    auto bits = kernels::magnitude_bits(x[col]);
    largest = bits > largest ? bits : largest;
  }
  return largest;
}

bool in_range(const float* x, std::size_t columns) {
  return magnitude_bits(x, columns) <= kernels::magnitude_bits(magnitude_max);
}

} // namespace synod::kernels::cpu
