#pragma once

#include "kernels/quantize.hpp"
#include "runtime/model/shard_engine.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <vector>

namespace synod::model {

class thread_pool;

/// One position of one step in a batch.
struct batch_row {
  kv_cache* cache = nullptr;
  std::uint32_t position = 0;
};

/// Takes the rows of one batch through a shard, operation by operation. Rows
/// meet only in their own session's KV cache, so a row's bits do not depend on
/// the others. A row that leaves the profile's range goes on as zeros and is
/// marked. Lives for one batch.
class forward_pass {
public:
  /// All borrowed. @pre each row's cache has room for its position, and a
  /// step's rows are in order
  forward_pass(const shard_weights& weights, thread_pool& threads,
               std::span<const batch_row> rows);

  /// Row-major: rows x hidden_size. Set before `run_block`, read after.
  [[nodiscard]] std::span<float> hidden(std::size_t row) noexcept;

  /// Runs one block, counted from the shard's first.
  void run_block(std::uint32_t block);

  /// Writes the logits of some rows, row-major: selected x vocabulary.
  void run_head(std::vector<float>& logits, std::span<const std::size_t> rows);

  /// Marks rows whose hidden state is out of range.
  void check_hidden();

  [[nodiscard]] bool failed(std::size_t row) const noexcept {
    return failed_[row] != 0;
  }

private:
  /// A matrix product with the quantized rows.
  struct product {
    const weight_matrix& weights;
    std::vector<float>& out; // rows x weights.rows()
  };

  void fail(std::size_t row) noexcept;
  // Makes room for `slots` quantized rows of so many columns.
  void prepare(std::size_t slots, std::size_t columns);
  void quantize(std::size_t slot, std::size_t row, const float* x);
  void normalize(std::size_t slot, std::size_t row,
                 const std::vector<float>& weight);
  void multiply(std::initializer_list<product> products);
  void turn_and_store(std::uint32_t block, std::size_t row);
  void turn(std::size_t row, float* heads, std::size_t count);
  void store(const kv_cache::head_view& head, std::size_t row, const float* key,
             const float* value);
  void attend(std::uint32_t block);
  void add_residual(std::size_t row);
  void
  for_rows(std::size_t count, const std::function<void(std::size_t)>& body);

  const shard_weights& weights_;
  const model_config& config_;
  thread_pool& threads_;
  std::span<const batch_row> rows_;
  std::vector<std::uint8_t> failed_; // rows
  std::vector<float> hidden_;        // rows x hidden_size
  std::vector<float> cosines_;       // rows x pairs
  std::vector<float> sines_;         // rows x pairs

  // What the next products multiply: slots x columns, padded to blocks.
  std::vector<std::int16_t> quantized_;
  std::vector<float> scales_; // slots
  std::size_t slots_ = 0;
  std::size_t columns_ = 0; // of a slot
  std::size_t padded_ = 0;  // columns of a slot with padding

  std::vector<float> normalized_; // slots x hidden_size
  // rows x the rows of the matrix that gives them
  std::vector<float> q_, k_, v_, attention_, delta_, gate_, up_;
  std::vector<std::int16_t> queries_; // rows x heads x head_size
  std::vector<float> query_scales_;   // rows x heads

  // Attention's scratch: threads x stride.
  std::size_t stride_ = 0;
  std::vector<float> scores_;
  std::vector<std::int16_t> weights_low_, weights_high_;
};

} // namespace synod::model
