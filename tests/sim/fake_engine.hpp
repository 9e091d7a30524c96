#pragma once

#include "actors/shard_worker/batch.hpp"

#include <map>
#include <span>
#include <vector>

namespace synod::sim {

constexpr auto fake_vocabulary = 256U; ///< Ids below; all are plain bytes.
constexpr auto fake_hidden_size = 4U;  ///< Of 16 bits each: a 64-bit state.

/// Stands in for a model in the simulator: every block hashes what comes in
/// with all that came before it at lower positions. So an activation, and in
/// the end a token, is right only if every position before it was computed from
/// the right input by every block, whoever ran it.
class fake_engine {
public:
  explicit fake_engine(shard_range range, std::uint32_t blocks);

  [[nodiscard]] batch_result run(const batch_item& item);
  void free(cache_id cache);

  [[nodiscard]] std::size_t caches() const noexcept {
    return caches_.size();
  }

private:
  // Per block, the hash of all inputs of [0, position].
  using cache = std::vector<std::vector<std::uint64_t>>;

  shard_range range_;
  std::uint32_t blocks_;
  std::map<cache_id, cache> caches_;
};

/// The answer to a prompt that an undisturbed model gives.
[[nodiscard]] std::vector<token_id>
fake_answer(std::span<const token_id> prompt, const sampling& sample,
            std::uint32_t blocks, std::uint32_t tokens);

} // namespace synod::sim
