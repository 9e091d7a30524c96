#pragma once

#include "kernels/rope.hpp"

#include <cstdint>
#include <string>

namespace synod::model {

class gguf_file;

/// A run of transformer blocks: [first, first + count).
struct block_range {
  std::uint32_t first = 0;
  std::uint32_t count = 0;

  [[nodiscard]] std::uint32_t end() const noexcept {
    return first + count;
  }

  friend bool operator==(const block_range&, const block_range&) = default;
};

/// The hyperparameters of a model of the llama family. Every value lies within
/// what the arithmetic profile proves safe.
struct model_config {
  std::string architecture;
  std::uint32_t vocabulary = 0; ///< Tokens, and logits per position.
  std::uint32_t hidden_size = 0;
  std::uint32_t blocks = 0;
  std::uint32_t heads = 0;
  std::uint32_t kv_heads = 0; ///< Divides `heads`.
  std::uint32_t head_size = 0;
  std::uint32_t feed_forward_size = 0;
  std::uint32_t context_length = 0;  ///< Positions of one session at most.
  std::uint32_t rope_dimensions = 0; ///< Even, at most `head_size`.
  kernels::rope_pairs rope = kernels::rope_pairs::adjacent;
  double rope_base = 10'000;
  double rope_scale = 1; ///< Positions are divided by it (linear scaling).
  float epsilon = 0;     ///< Of the norms; positive.

  /// Reads and checks a file's metadata.
  /// @throws model_error (`missing_key`, `wrong_value_type`, `bad_value`,
  ///         `unsupported_architecture`)
  [[nodiscard]] static model_config from(const gguf_file& file);

  [[nodiscard]] block_range all() const noexcept {
    return {0, blocks};
  }

  friend bool operator==(const model_config&, const model_config&) = default;
};

} // namespace synod::model
