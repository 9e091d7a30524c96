#pragma once

#include "schemas/buffer.hpp"
#include "schemas/error.hpp"
#include "schemas/ids.hpp"
#include "schemas/route.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

// What a worker's sessions and its compute thread say to each other.

namespace synod {

/// Time since any fixed moment. Comes in as an argument, always.
using worker_time = std::chrono::microseconds;

/// Names one KV cache. Never used twice, so the cache of a session that was
/// freed and opened anew is another one.
using cache_id = strong_id<struct cache_id_tag>;

/// One session's part of a batch.
struct batch_item {
  cache_id cache;
  /// Of the cache, which is made for so many when it is first named.
  std::uint32_t positions_max = 0;
  /// Of the first row. The cache holds at least [0, this) and forgets whatever
  /// it has from here on, before it runs.
  std::uint32_t position = 0;
  std::uint32_t rows = 0;
  std::vector<token_id> tokens; ///< First shard: one id per row; else empty.
  buffer activations; ///< Other shards: little-endian binary32, rows x hidden.
  /// Last shard: how to choose the id that follows the last row, if one is
  /// asked for.
  std::optional<sampling> sample;
  /// The ids of [0, position + rows) if the repetition penalty asks for them.
  /// If the coordinator named fewer, the item fails with `invalid_argument`.
  std::vector<token_id> history;
};

/// How one item ended.
struct batch_result {
  std::optional<errc> error; ///< If set, the rest is empty.
  buffer output;             ///< Activations; empty on the last shard.
  token_id token = 0;        ///< Last shard, if one was asked for.
};

} // namespace synod
