#pragma once

#include "schemas/buffer.hpp"
#include "schemas/ids.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <tuple>
#include <vector>

// How tokens and activations move along a route.
//
// Every step carries (session, attempt, position). The coordinator alone raises
// the attempt, whenever it changes the route. A worker drops what belongs to a
// lower attempt; within an attempt a step below the worker's next position is a
// repeat and is dropped; the first step of a higher attempt may rewind.

namespace synod {

/// One forward step through a shard: several rows in prefill, one in decode.
/// The reply says that it was queued, not that it ran.
struct run_step {
  static constexpr auto name = "run_step";

  session_id session;
  std::uint32_t attempt = 0;
  std::uint32_t position = 0;   ///< Of the first row.
  std::uint32_t rows = 0;       ///< In [1, positions_max].
  bool sample = false;          ///< Whether the last row yields a token.
  std::vector<token_id> tokens; ///< `rows` ids for the first hop, else empty.
  /// For later hops: row-major little-endian binary32, rows x hidden size.
  buffer activations;

  static auto fields(auto& x) {
    return std::tie(x.session, x.attempt, x.position, x.rows, x.sample,
                    x.tokens, x.activations);
  }
};

/// Asks a worker to send the kept outputs of [from, positions) to the next hop
/// again. The reply says that they are on their way, in order, before anything
/// that it computes later.
struct resend_activations {
  static constexpr auto name = "resend_activations";

  session_id session;
  std::uint32_t attempt = 0;
  std::uint32_t from = 0;
  bool sample = false; ///< Whether the last resent row is to yield a token.

  static auto fields(auto& x) {
    return std::tie(x.session, x.attempt, x.from, x.sample);
  }
};

/// Tells the coordinator the id that follows `position`.
struct token_sampled {
  static constexpr auto name = "token_sampled";

  session_id session;
  std::uint32_t attempt = 0;
  std::uint32_t position = 0; ///< Of the row whose logits gave the token.
  token_id token = 0;

  static auto fields(auto& x) {
    return std::tie(x.session, x.attempt, x.position, x.token);
  }
};

/// Tells the coordinator that a hop could not be stepped, or that a step
/// failed.
struct hop_failed {
  static constexpr auto name = "hop_failed";

  session_id session;
  std::uint32_t attempt = 0;
  std::uint32_t hop_index = 0; ///< The hop that is suspected.
  std::uint32_t position = 0;
  std::uint8_t reason = 0; ///< An `errc`.

  static auto fields(auto& x) {
    return std::tie(x.session, x.attempt, x.hop_index, x.position, x.reason);
  }
};

} // namespace synod
