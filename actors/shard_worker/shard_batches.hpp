#pragma once

#include "actors/shard_worker/batch_engine.hpp"
#include "runtime/model/shard_engine.hpp"

#include <map>
#include <memory>

namespace synod {

/// Computes batches with the blocks of one shard. A cache is made by the first
/// job that names it, so that opening a session takes no time.
class shard_batches : public batch_engine {
public:
  /// `threads` is how many compute at once.
  /// @pre `weights != nullptr && threads >= 1`
  shard_batches(std::shared_ptr<const model::shard_weights> weights,
                unsigned threads);

  batch_job prepare(run_batch batch) override;
  void forget(cache_id cache) override;

private:
  /// Belongs to whichever job runs.
  struct slot {
    std::unique_ptr<model::kv_cache> cache;
  };

  struct job;

  std::shared_ptr<model::shard_engine> engine_;
  std::map<cache_id, std::shared_ptr<slot>> slots_;
};

} // namespace synod
