#pragma once

#include "schemas/address.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <tuple>

namespace synod {

/// A contiguous range of transformer blocks. The range that begins at block 0
/// also has the embedding, the one that ends at the last block also the head
/// and the sampler.
struct shard_range {
  static constexpr auto name = "shard_range";

  std::uint32_t first = 0;
  std::uint32_t count = 0;

  static auto fields(auto& x) {
    return std::tie(x.first, x.count);
  }

  friend bool operator==(const shard_range&, const shard_range&) = default;
};

/// How the next token is chosen from the logits. Zero or neutral values switch
/// a rule off.
struct sampling {
  static constexpr auto name = "sampling";

  float temperature = 0;        ///< 0: greedy, ties to the lowest id.
  std::uint32_t top_k = 0;      ///< 0: all.
  float top_p = 1;              ///< In (0, 1].
  float min_p = 0;              ///< In [0, 1].
  float repetition_penalty = 1; ///< In (0, 10].
  std::uint64_t seed = 0;

  static auto fields(auto& x) {
    return std::tie(x.temperature, x.top_k, x.top_p, x.min_p,
                    x.repetition_penalty, x.seed);
  }

  friend bool operator==(const sampling&, const sampling&) = default;
};

/// One worker of a route.
struct hop {
  static constexpr auto name = "hop";

  actor_address worker;
  shard_range range;

  static auto fields(auto& x) {
    return std::tie(x.worker, x.range);
  }

  friend bool operator==(const hop&, const hop&) = default;
};

} // namespace synod
