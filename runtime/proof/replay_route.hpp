#pragma once

#include "runtime/ledger/commitment.hpp"
#include "runtime/proof/replay.hpp"

// The parts of `replay`, for it alone.

namespace synod::proof {

/// The model, cut as the route had it, in one thread of control.
class replay_route {
public:
  /// @param ranges that tile the model
  replay_route(const model::gguf_file& file,
               const std::vector<shard_range>& ranges, const request_salt& salt,
               std::uint32_t positions, unsigned threads);

  /// Takes ids through every shard and commits to what stands between them.
  /// @returns the logits after the last, if asked for
  /// @throws replay_error
  std::vector<float> run(std::span<const token_id> ids, bool logits);

  /// Between which shards: 0 is what came into the first.
  [[nodiscard]] const ledger::position_commitments&
  boundary(std::size_t index) const {
    return boundaries_[index];
  }

  [[nodiscard]] const model::model_config& config() const {
    return shards_.front().engine->weights().config;
  }

private:
  struct shard {
    std::unique_ptr<model::shard_engine> engine;
    std::unique_ptr<model::kv_cache> cache;
  };

  std::vector<shard> shards_;
  std::vector<ledger::position_commitments> boundaries_; // one per shard
};

/// The tokens of a replayed answer, beside those of its record.
struct replayed_tokens {
  request_salt salt;
  std::uint32_t prompt = 0;
  std::vector<token_id> recorded; ///< Prompt and answer.
  std::vector<token_id> sampled;  ///< After the prompt's last position, ...

  /// @returns the place in the answer where the two part.
  [[nodiscard]] std::optional<std::uint32_t> first_difference() const;

  /// Whether a receipt's output roots are those of what was sampled. A worker
  /// that took over in mid-answer may have computed the first positions of its
  /// receipt without sampling.
  [[nodiscard]] bool is_output(const receipt& x) const;
};

} // namespace synod::proof
