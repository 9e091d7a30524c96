#pragma once

#include "runtime/ledger/reputation.hpp"
#include "schemas/error.hpp"
#include "schemas/ids.hpp"
#include "schemas/load_report.hpp"

#include <caf/expected.hpp>

#include <span>
#include <vector>

// Which workers serve a request: a plain function of their standings at a
// height, their load reports and the request id. Who has these can choose
// again, and explain.
//
// A worker's weight is its score squared, times the free part of its sessions.
// Against the best of those that could take its place it is never below 1/32,
// and after 64 requests of its range without a failure rises to 1/4 by 256: who
// is never asked cannot show that it is well again. Nor, above that, is it more
// than t/128, t being the range's requests since it first delivered again after
// a failure: luck cannot bring it back early.

namespace synod::ledger {

/// A worker that may be asked: registered, eligible, and not excluded because
/// it failed this request before.
struct route_candidate {
  account_id worker;
  shard_range range;
  ledger::standing standing;
  load_report report; ///< Of the worker itself, or else it is left out.
};

/// One draw, with all that went into it.
struct route_step {
  struct weighed {
    account_id worker;
    shard_range range;
    std::uint64_t weight = 0;

    friend bool operator==(const weighed&, const weighed&) = default;
  };

  std::uint32_t block = 0;         ///< From which on this worker serves.
  std::vector<weighed> candidates; ///< In rising order of worker.
  std::uint64_t draw = 0;          ///< Of 2^64.
  std::size_t chosen = 0;          ///< Index into `candidates`.

  friend bool operator==(const route_step&, const route_step&) = default;
};

/// Chooses workers whose ranges lie end to end over all blocks, in order. Each
/// draw is the first 8 bytes, big-endian, of
/// SHA-256("synod/route/v1" ‖ request ‖ attempt ‖ block), numbers as 4 bytes
/// big-endian, and takes a candidate in proportion to its weight.
///
/// Fails with `no_replica_left` if no ranges lie end to end, or `overloaded` if
/// they would with workers that have no free session.
/// @param attempt 0, then counting what was chosen again after a failure
/// @param candidates in any order, one per worker
/// @param now what the reports' expiry is held against
[[nodiscard]] caf::expected<std::vector<route_step>>
choose_route(const request_id& request, std::uint32_t attempt,
             std::uint32_t blocks, std::span<const route_candidate> candidates,
             time_ms now);

/// Likewise, for one range of a route that goes on: only candidates of exactly
/// that range count.
[[nodiscard]] caf::expected<route_step>
choose_replica(const request_id& request, std::uint32_t attempt,
               const shard_range& range,
               std::span<const route_candidate> candidates, time_ms now);

} // namespace synod::ledger
