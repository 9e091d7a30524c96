#include "kernels/attention.hpp"

#include "kernels/clones.hpp"
#include "kernels/exp.hpp"
#include "kernels/magnitude.hpp"
#include "kernels/rounding.hpp"

#include <algorithm>

namespace synod::kernels::cpu {

namespace {

// q = 256 * high + low with low in [-128, 127], high in [-128, 128]: sums of
// 512 products with an int16 stay in int32.
struct query_planes {
  std::int16_t low[head_size_max];
  std::int16_t high[head_size_max];
};

query_planes split(const std::int16_t* q, std::size_t head_size) {
  query_planes result;
  for (std::size_t c = 0; c < head_size; ++c) {
    auto high = (q[c] + 128) >> 8;
    result.high[c] = static_cast<std::int16_t>(high);
    result.low[c] = static_cast<std::int16_t>(q[c] - high * 256);
  }
  return result;
}

SYNOD_CLONES
void score(float* scores, const query_planes& q, float q_scale,
           const attention_view& kv) {
  for (std::size_t t = 0; t < kv.positions; ++t) {
    auto* key = kv.keys + t * kv.head_size;
    std::int32_t low = 0;
    std::int32_t high = 0;
    for (std::size_t c = 0; c < kv.head_size; ++c) {
      low += q.low[c] * key[c];
      high += q.high[c] * key[c];
    }
    auto dot = std::int64_t{high} * 256 + low;
    scores[t] = (static_cast<float>(dot) * kv.key_scales[t]) * q_scale;
  }
}

struct row_maxima {
  float score;
  float value_scale;
};

SYNOD_CLONES
row_maxima maxima(const float* scores, const attention_view& kv) {
  auto result = row_maxima{scores[0], kv.value_scales[0]};
  for (std::size_t t = 1; t < kv.positions; ++t) {
    result.score = scores[t] > result.score ? scores[t] : result.score;
    result.value_scale = kv.value_scales[t] > result.value_scale
                           ? kv.value_scales[t]
                           : result.value_scale;
  }
  return result;
}

// Returns the denominator; w = 1024 * high + low, both within [0, 1024].
SYNOD_CLONES
std::int64_t weigh(const attention_scratch& scratch, row_maxima top,
                   const attention_view& kv) {
  std::int64_t denominator = 0;
  for (std::size_t t = 0; t < kv.positions; ++t) {
    auto difference = scratch.scores[t] - top.score;
    auto e = exp(difference);
    e = difference < -20.0f ? 0.0f : e;
    denominator += static_cast<std::int32_t>(round_even(e * 0x1p20f));
    auto share = e * (kv.value_scales[t] / top.value_scale);
    auto w = static_cast<std::int32_t>(round_even(share * 0x1p20f));
    scratch.low[t] = static_cast<std::int16_t>(w & 1023);
    scratch.high[t] = static_cast<std::int16_t>(w >> 10);
  }
  return denominator;
}

// A tile's sums fit int32: 64 * 1024 * 32767 < 2^31.
SYNOD_CLONES
void sum_values(float* out, const attention_scratch& scratch,
                const attention_view& kv, float denominator, float scale) {
  auto tiles = (kv.positions + attention_tile - 1) / attention_tile;
  for (std::size_t c = 0; c < kv.head_size; ++c) {
    std::int64_t sum = 0;
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      auto first = tile * attention_tile;
      auto* value = kv.values + c * kv.stride + first;
      std::int32_t low = 0;
      std::int32_t high = 0;
      for (std::size_t t = 0; t < attention_tile; ++t) {
        low += scratch.low[first + t] * value[t];
        high += scratch.high[first + t] * value[t];
      }
      sum += std::int64_t{high} * 1024 + low;
    }
    out[c] = (static_cast<float>(sum) / denominator) * scale;
  }
}

} // namespace

bool attend(float* out, const std::int16_t* q, float q_scale,
            const attention_view& kv, const attention_scratch& scratch) {
  score(scratch.scores, split(q, kv.head_size), q_scale, kv);
  if (!in_range(scratch.scores, kv.positions)) {
    std::fill_n(out, kv.head_size, 0.0f);
    return false;
  }
  auto top = maxima(scratch.scores, kv);
  if (top.value_scale == 0) {
    std::fill_n(out, kv.head_size, 0.0f);
    return true;
  }
  auto denominator = weigh(scratch, top, kv);
  auto padded
    = (kv.positions + attention_tile - 1) / attention_tile * attention_tile;
  std::fill(scratch.low + kv.positions, scratch.low + padded, std::int16_t{0});
  std::fill(scratch.high + kv.positions, scratch.high + padded,
            std::int16_t{0});
  sum_values(out, scratch, kv, static_cast<float>(denominator),
             top.value_scale);
  return true;
}

} // namespace synod::kernels::cpu
