#pragma once

#include "runtime/model/model_config.hpp"
#include "runtime/model/weight_matrix.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace synod::model {

class gguf_file;

/// The weights of one transformer block, in the profile's integer formats.
struct block_weights {
  std::vector<float> attention_norm; ///< hidden_size
  weight_matrix q, k, v;             ///< heads * head_size x hidden_size
  std::vector<float> q_bias, k_bias, v_bias; ///< Empty if the model has none.
  weight_matrix attention_output;       ///< hidden_size x heads * head_size
  std::vector<float> feed_forward_norm; ///< hidden_size
  weight_matrix gate, up;               ///< feed_forward_size x hidden_size
  weight_matrix down;                   ///< hidden_size x feed_forward_size
};

/// The weights of a contiguous range of blocks. The range that begins at block
/// 0 also holds the embedding, the one that ends at the last block also the
/// final norm and the head. Immutable; it does not need the file any more.
class shard_weights {
public:
  /// Reads, checks and maps every tensor of the range. An empty range, or one
  /// past the model's last block, is a `bad_value`.
  /// @throws model_error naming the tensor or key
  [[nodiscard]] static std::shared_ptr<const shard_weights>
  load(const gguf_file& file, block_range range);

  model_config config;
  block_range range;
  std::vector<double> rope_frequencies;   ///< Radians per position, each pair.
  std::optional<weight_matrix> embedding; ///< vocabulary x hidden_size
  std::vector<block_weights> blocks;      ///< `range.count` of them.
  std::vector<float> final_norm;          ///< Empty but on the last shard.

  /// On the last shard: vocabulary x hidden_size. With tied embeddings on a
  /// single shard this is `embedding` itself.
  [[nodiscard]] const weight_matrix* head() const noexcept;

  [[nodiscard]] bool is_first() const noexcept {
    return range.first == 0;
  }
  [[nodiscard]] bool is_last() const noexcept {
    return range.end() == config.blocks;
  }

  /// Memory that the weights take.
  [[nodiscard]] std::size_t size_bytes() const noexcept;

private:
  shard_weights() = default;

  std::optional<weight_matrix> head_;
};

} // namespace synod::model
