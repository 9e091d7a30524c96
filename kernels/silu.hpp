#pragma once

#include <cstddef>

namespace synod::kernels::cpu {

/// The gated activation of a feed-forward layer, elementwise:
///
///     out = (gate / (1 + exp(-gate))) * up
///
/// with the profile's `exp`. `out` may be `gate` or `up`.
/// @pre no NaN
void silu(float* out, const float* gate, const float* up, std::size_t columns);

} // namespace synod::kernels::cpu
