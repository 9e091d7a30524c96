#include "runtime/model/kv_cache.hpp"

#include <algorithm>

namespace synod::model {

namespace {

std::size_t padded(std::uint32_t positions) noexcept {
  constexpr auto tile = kernels::attention_tile;
  return (std::size_t{positions} + tile - 1) / tile * tile;
}

// Positions of keys, or of values, over all heads of all blocks.
std::size_t slots(const model_config& config, block_range range,
                  std::uint32_t positions) noexcept {
  return std::size_t{range.count} * config.kv_heads * padded(positions);
}

} // namespace

kv_cache::kv_cache(const model_config& config, block_range range,
                   std::uint32_t positions)
  : capacity_(positions), range_(range), kv_heads_(config.kv_heads),
    head_size_(config.head_size), stride_(padded(positions)),
    elements_(2 * slots(config, range, positions) * config.head_size),
    scales_(2 * slots(config, range, positions)) {
}

std::size_t kv_cache::size_bytes(const model_config& config, block_range range,
                                 std::uint32_t positions) noexcept {
  auto slot_bytes = config.head_size * sizeof(std::int16_t) + sizeof(float);
  return 2 * slots(config, range, positions) * slot_bytes;
}

std::size_t kv_cache::size_bytes() const noexcept {
  return elements_.size() * sizeof(std::int16_t)
         + scales_.size() * sizeof(float);
}

void kv_cache::truncate(std::uint32_t position) noexcept {
  positions_ = std::min(positions_, position);
}

kv_cache::head_view
kv_cache::head(std::uint32_t block, std::uint32_t kv_head) noexcept {
  auto index = std::size_t{block} * kv_heads_ + kv_head;
  auto elements = stride_ * head_size_;
  auto* keys = elements_.data() + 2 * index * elements;
  auto* key_scales = scales_.data() + 2 * index * stride_;
  return {keys, keys + elements, key_scales, key_scales + stride_, stride_};
}

} // namespace synod::model
