#pragma once

#include "actors/shard_worker/effects.hpp"

#include <functional>
#include <vector>

namespace synod {

/// Computes a batch: one result for each item, in order. Runs on any thread,
/// one at a time.
using batch_job = std::function<std::vector<batch_result>()>;

/// The KV caches of a worker, and what computes with them. Called on one
/// thread; only its jobs run on another.
class batch_engine {
public:
  virtual ~batch_engine() = default;

  /// Returns the job that computes `batch`. It owns what it needs, so it may
  /// outlive the engine.
  [[nodiscard]] virtual batch_job prepare(run_batch batch) = 0;

  /// Frees a cache: at once, or with the job that computes with it.
  virtual void forget(cache_id cache) = 0;
};

} // namespace synod
