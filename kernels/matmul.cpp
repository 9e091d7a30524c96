#include "kernels/matmul.hpp"

#include "kernels/clones.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace synod::kernels {

namespace {

constexpr std::size_t chunk_blocks = 32; // of a row, as int16: 2 KiB of stack
constexpr std::size_t tile_rows = 32;    // of activations
using chunk = std::array<std::int16_t, chunk_blocks * block_size>;

[[gnu::always_inline]] inline void
expand_q8(std::int16_t* out, const std::int8_t* q, std::size_t blocks) {
  for (std::size_t k = 0; k < blocks * block_size; ++k)
    out[k] = q[k];
}

[[gnu::always_inline]] inline void
expand_q4(std::int16_t* out, const std::int8_t* q, std::size_t blocks) {
  constexpr auto half = block_size / 2;
  for (std::size_t block = 0; block < blocks; ++block) {
    for (std::size_t k = 0; k < half; ++k) {
      auto byte = static_cast<std::uint8_t>(q[block * half + k]);
      out[block * block_size + k] = static_cast<std::int16_t>((byte & 15) - 8);
      out[block * block_size + half + k]
        = static_cast<std::int16_t>((byte >> 4) - 8);
    }
  }
}

[[gnu::always_inline]] inline void
expand(std::int16_t* out, const weights_view& weights, std::size_t row,
       std::size_t first_block, std::size_t blocks) {
  auto offset
    = (row * weights.blocks + first_block) * block_bytes(weights.format);
  if (weights.format == weight_format::q8m16)
    expand_q8(out, weights.q + offset, blocks);
  else
    expand_q4(out, weights.q + offset, blocks);
}

// A block's sum fits int32: 32 * 128 * 32767 < 2^27.
[[gnu::always_inline]] inline std::int64_t
dot(const std::int16_t* w, const std::int16_t* m, const std::int16_t* x,
    std::size_t blocks) {
  std::int64_t sum = 0;
  for (std::size_t block = 0; block < blocks; ++block) {
    std::int32_t partial = 0;
    for (std::size_t k = 0; k < block_size; ++k)
      partial += w[block * block_size + k] * x[block * block_size + k];
    sum += std::int64_t{m[block]} * partial;
  }
  return sum;
}

// One weight row, expanded once, meets up to `tile_rows` rows of activations.
SYNOD_CLONES
void multiply_row(std::int64_t* sums, const weights_view& weights,
                  std::size_t row, const std::int16_t* x, std::size_t rows) {
  auto columns = weights.blocks * block_size;
  std::fill_n(sums, rows, 0);
  chunk w;
  for (std::size_t first = 0; first < weights.blocks; first += chunk_blocks) {
    auto blocks = std::min(chunk_blocks, weights.blocks - first);
    expand(w.data(), weights, row, first, blocks);
    auto* m = weights.m + row * weights.blocks + first;
    for (std::size_t t = 0; t < rows; ++t)
      sums[t] += dot(w.data(), m, x + t * columns + first * block_size, blocks);
  }
}

} // namespace

weights_view
weights_view::slice(std::size_t first, std::size_t count) const noexcept {
  auto result = *this;
  result.q += first * blocks * block_bytes(format);
  result.m += first * blocks;
  result.s += first;
  result.rows = count;
  return result;
}

bool accumulators_fit(const weights_view& weights, std::size_t row) noexcept {
  if (weights.blocks > columns_max / block_size)
    return false;
  std::uint64_t bound = 0; // at most 2048 blocks * 32767 * 32 * 128 < 2^38
  std::array<std::int16_t, block_size> w;
  for (std::size_t block = 0; block < weights.blocks; ++block) {
    expand(w.data(), weights, row, block, 1);
    std::uint64_t sum = 0;
    for (auto q : w)
      sum += static_cast<std::uint64_t>(q < 0 ? -q : q);
    auto m = weights.m[row * weights.blocks + block];
    bound += sum * static_cast<std::uint64_t>(m < 0 ? -m : m);
  }
  constexpr auto limit
    = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return bound <= limit / static_cast<std::uint64_t>(activation_max);
}

namespace cpu {

void matmul(float* out, std::size_t stride, const weights_view& weights,
            const quantized_view& x) {
  auto columns = weights.blocks * block_size;
  std::array<std::int64_t, tile_rows> sums;
  for (std::size_t first = 0; first < x.rows; first += tile_rows) {
    auto rows = std::min(tile_rows, x.rows - first);
    for (std::size_t row = 0; row < weights.rows; ++row) {
      multiply_row(sums.data(), weights, row, x.q + first * columns, rows);
      for (std::size_t t = 0; t < rows; ++t)
        out[(first + t) * stride + row]
          = (static_cast<float>(sums[t]) * weights.s[row]) * x.scale[first + t];
    }
  }
}

void embed(float* out, const weights_view& weights, std::size_t row,
           std::size_t columns) {
  std::array<std::int16_t, block_size> w;
  for (std::size_t col = 0; col < columns; ++col) {
    auto block = col / block_size;
    if (col % block_size == 0)
      expand(w.data(), weights, row, block, 1);
    auto product
      = w[col % block_size] * weights.m[row * weights.blocks + block];
    out[col] = static_cast<float>(product) * weights.s[row];
  }
}

} // namespace cpu

} // namespace synod::kernels
