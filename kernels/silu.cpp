#include "kernels/silu.hpp"

#include "kernels/clones.hpp"
#include "kernels/exp.hpp"

namespace synod::kernels::cpu {

SYNOD_CLONES
void silu(float* out, const float* gate, const float* up, std::size_t columns) {
  for (std::size_t col = 0; col < columns; ++col) {
    auto x = gate[col];
    out[col] = (x / (1.0f + exp(-x))) * up[col];
  }
}

} // namespace synod::kernels::cpu
