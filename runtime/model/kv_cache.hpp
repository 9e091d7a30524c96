#pragma once

#include "kernels/attention.hpp"
#include "runtime/model/model_config.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace synod::model {

/// What one session remembers on one shard: the keys and values of its
/// positions so far, as int16 with one scale per block, head and position. All
/// memory is taken when it is built. Not for use from two threads at once.
class kv_cache {
public:
  /// Room for `positions` of the session in every block of `range`.
  kv_cache(const model_config& config, block_range range,
           std::uint32_t positions);

  /// Memory that such a cache takes.
  [[nodiscard]] static std::size_t
  size_bytes(const model_config& config, block_range range,
             std::uint32_t positions) noexcept;

  /// Positions that hold values; the next step's position.
  [[nodiscard]] std::uint32_t positions() const noexcept {
    return positions_;
  }

  /// Positions that there is room for.
  [[nodiscard]] std::uint32_t capacity() const noexcept {
    return capacity_;
  }

  [[nodiscard]] std::size_t size_bytes() const noexcept;

  /// Forgets everything from `position` on; no effect past the end.
  void truncate(std::uint32_t position) noexcept;

private:
  friend class shard_engine;
  friend class forward_pass;

  /// Keys and values of one head of one block, from position 0 on.
  struct head_view {
    std::int16_t* keys;   ///< stride x head_size
    std::int16_t* values; ///< head_size x stride
    float* key_scales;    ///< stride
    float* value_scales;  ///< stride
    std::size_t stride;   ///< The capacity, rounded up to whole tiles.
  };

  /// `block` counts from the shard's first.
  [[nodiscard]] head_view
  head(std::uint32_t block, std::uint32_t kv_head) noexcept;

  std::uint32_t positions_ = 0;
  std::uint32_t capacity_ = 0;
  block_range range_;
  std::uint32_t kv_heads_ = 0;
  std::uint32_t head_size_ = 0;
  std::size_t stride_ = 0;
  std::vector<std::int16_t> elements_; // block, head, keys | values
  std::vector<float> scales_;          // block, head, keys | values
};

} // namespace synod::model
