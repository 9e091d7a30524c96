#pragma once

#include "actors/shard_worker/batch.hpp"
#include "schemas/address.hpp"
#include "schemas/settlement.hpp"
#include "schemas/step.hpp"

#include <cstdint>
#include <variant>
#include <vector>

// What a worker's sessions ask of whoever runs them. Effects are carried out in
// the order in which they were taken.

namespace synod {

/// Computes these items at once, then tells `computed` the same number. At most
/// one batch is under way.
struct run_batch {
  std::uint64_t number = 0;
  std::vector<batch_item> items; ///< Each of another cache.
};

/// Forgets a cache. One that is being computed with lives until its batch ends.
struct free_cache {
  cache_id cache;
  session_id session; ///< Whose it was; for log lines, as is the rest.
  request_id request;
  bool expired = false; ///< Its lease ended; else it was closed.
};

/// Requests `step` of the worker at `to`, then tells `delivered` the ticket.
/// Sends to one address must not overtake each other.
struct send_step {
  session_id session;
  std::uint64_t ticket = 0;
  actor_address to;
  run_step step;
};

/// Requests the message of the coordinator at `to`, then tells `delivered` the
/// ticket.
struct send_report {
  session_id session;
  std::uint64_t ticket = 0;
  actor_address to;
  std::variant<token_sampled, hop_failed> message;
};

/// Requests the message of the coordinator at `to`, then tells
/// `receipt_delivered` the ticket.
struct send_receipt {
  std::uint64_t ticket = 0;
  actor_address to;
  receipt_made message;
};

using worker_effect
  = std::variant<run_batch, free_cache, send_step, send_report, send_receipt>;

} // namespace synod
