#pragma once

#include "runtime/model/kv_cache.hpp"
#include "runtime/model/shard_weights.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace synod::model {

/// Why a step was refused. Its cache then is as it was.
enum class step_error : std::uint8_t {
  none,
  /// There is no cache, or it was not made by an engine of this shard's shape.
  wrong_cache,
  /// Two steps of one batch name the same cache; this is not the first of them.
  repeated_cache,
  /// The step's position is not the cache's next one.
  wrong_position,
  /// The cache has no room for so many positions.
  positions_exceeded,
  /// No rows; tokens on a shard that is not the first, activations on one that
  /// is; activations that are not whole rows; logits asked of a shard that is
  /// not the last.
  shape_mismatch,
  /// A token id is not in the vocabulary.
  unknown_token,
  /// A value was not finite or left the profile's range.
  value_out_of_range,
};

/// Returns the enumerator's name.
[[nodiscard]] const char* to_string(step_error x) noexcept;

/// Takes some positions of one session through the shard.
struct step {
  kv_cache* cache = nullptr;  ///< Borrowed during `run`.
  std::uint32_t position = 0; ///< Of the first row; the cache's next position.
  std::span<const std::uint32_t> tokens; ///< First shard: one id per row.
  /// Other shards: float32, row-major, rows x hidden_size, any alignment.
  std::span<const std::byte> activations;
  bool logits = false; ///< Last shard: give the logits of the last row.
};

struct step_result {
  step_error error = step_error::none;
  /// Activations (rows x hidden_size); on the last shard the logits of the last
  /// row (vocabulary) if asked for, else nothing. Empty on error.
  std::vector<float> output;
};

class forward_pass;
class thread_pool;

/// Runs the blocks of one shard in order-free arithmetic
/// (`kernels/profile.hpp`): a step's result depends on the model, the session's
/// tokens and nothing else. Cuts into shards, chunks of a prefill, other steps
/// of the batch, and threads do not change a bit. One `run` at a time.
class shard_engine {
public:
  /// `threads` counts the caller of `run`; 1 starts none.
  /// @pre `weights != nullptr && threads >= 1`
  shard_engine(std::shared_ptr<const shard_weights> weights, unsigned threads);
  ~shard_engine();

  shard_engine(const shard_engine&) = delete;
  shard_engine& operator=(const shard_engine&) = delete;

  [[nodiscard]] const shard_weights& weights() const noexcept {
    return *weights_;
  }

  /// @pre `positions` <= the model's context length
  [[nodiscard]] std::unique_ptr<kv_cache>
  make_cache(std::uint32_t positions) const;

  /// Runs one batch and returns one result for each step, in order. A step that
  /// fails fails alone. Sets the floating-point control state for the time of
  /// the call and restores it.
  [[nodiscard]] std::vector<step_result> run(std::span<const step> batch);

private:
  struct admitted;

  [[nodiscard]] bool fits(const kv_cache& cache) const noexcept;
  std::vector<admitted>
  admit(std::span<const step> batch, std::vector<step_result>& results) const;
  void load(forward_pass& pass, const admitted& x) const;
  void finish(forward_pass& pass, std::span<const admitted> steps) const;

  std::shared_ptr<const shard_weights> weights_;
  std::unique_ptr<thread_pool> threads_;
};

} // namespace synod::model
