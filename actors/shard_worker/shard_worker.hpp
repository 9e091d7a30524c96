#pragma once

#include "actors/shard_worker/compute_thread.hpp"
#include "actors/shard_worker/sessions.hpp"
#include "actors/shard_worker/worker_figures.hpp"
#include "actors/shard_worker/worker_peers.hpp"

#include <caf/actor_system.hpp>
#include <caf/atom.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace synod {

/// What makes a worker.
struct shard_worker_options {
  /// Where it will be published; its node is the one that local senders are
  /// on.
  actor_address self;
  std::string model; ///< The name under which requests ask for it.
  std::filesystem::path gguf;
  shard_range range; ///< No blocks: all of them.
  unsigned threads = 1;
  worker_limits limits{};
  std::optional<receipt_signer> signer{}; ///< Nothing without a ledger.
  /// After which a next hop or a coordinator counts as lost.
  std::chrono::milliseconds send_timeout{1000};
};

/// The worker's own interface: publish it as `shard_worker_actor`. A tick says
/// that a batch has finished or that a time has come.
using shard_worker_with_ticks
  = shard_worker_actor::extend<caf::reacts_to<caf::tick_atom>>;

/// Begins to execute batches; calls the argument whenever one has finished.
using start_executor
  = std::function<std::unique_ptr<batch_executor>(std::function<void()>)>;

/// @relates shard_worker
struct shard_worker_state {
  /// Decides everything.
  std::optional<shard_sessions> sessions;

  std::shared_ptr<batch_engine> engine;
  std::unique_ptr<batch_executor> executor;
  worker_peers peers;
  shard_worker_options options;
  shard_shape shape;

  worker_figures figures;
  std::optional<worker_time> tick_due; ///< Of the earliest tick under way.

  /// Names the actor in logs.
  static inline const char* name = "shard_worker";
};

/// The behavior of a SHARD_WORKER. Does no computing itself, so it answers
/// while a step takes long or hangs.
shard_worker_with_ticks::behavior_type
shard_worker(shard_worker_with_ticks::stateful_pointer<shard_worker_state> self,
             shard_worker_options options, shard_shape shape,
             worker_peers peers, std::shared_ptr<batch_engine> engine,
             const start_executor& start);

/// Loads the shard and spawns its worker.
/// @throws model::model_error naming what is wrong with the file or the range;
///         std::invalid_argument naming the option
shard_worker_with_ticks
spawn_shard_worker(caf::actor_system& system, shard_worker_options options,
                   worker_peers peers);

} // namespace synod
