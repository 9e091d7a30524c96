#pragma once

#include "kernels/profile.hpp"

#include <cstddef>
#include <cstdint>

namespace synod::kernels {

/// Values are kept transposed, in rows of `stride` positions; `stride` is a
/// multiple of this.
inline constexpr std::size_t attention_tile = 64;

/// The keys and values that one head attends to, borrowed.
struct attention_view {
  const std::int16_t* keys = nullptr;   ///< positions x head_size
  const std::int16_t* values = nullptr; ///< head_size x stride
  const float* key_scales = nullptr;    ///< positions
  const float* value_scales = nullptr;  ///< positions
  std::size_t positions = 0;            ///< 1 to `positions_max`.
  std::size_t stride = 0; ///< At least `positions`; elements past them count 0.
  std::size_t head_size = 0; ///< At most `head_size_max`.
};

/// Elements of scratch that `attend` needs for a stride.
struct attention_scratch {
  float* scores = nullptr;      ///< stride
  std::int16_t* low = nullptr;  ///< stride
  std::int16_t* high = nullptr; ///< stride
};

namespace cpu {

/// Causal attention of one head at the last of `kv.positions` positions, in two
/// passes over them, t the position and c the element:
///
///     score[t] = (float(sum_c q[c] * k[t][c]) * key_scale[t]) * q_scale
///     e[t] = exp(score[t] - max score), 0 where the difference is below -20
///     S = max value_scale
///     w[t] = rint((e[t] * (value_scale[t] / S)) * 2^20)
///     out[c] = (float(sum_t w[t] * v[t][c]) / float(sum_t rint(e[t] * 2^20)))
///              * S
///
/// Sums in int64, so any split of the positions gives the same bits. `q_scale`
/// already holds the factor 1 / sqrt(head_size). Returns false and writes zeros
/// if a score is not within +-magnitude_max.
[[nodiscard]] bool
attend(float* out, const std::int16_t* q, float q_scale,
       const attention_view& kv, const attention_scratch& scratch);

} // namespace cpu

} // namespace synod::kernels
