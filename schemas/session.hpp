#pragma once

#include "schemas/ids.hpp"
#include "schemas/route.hpp"
#include "schemas/work_order.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// How a coordinator opens, watches, keeps and ends one generation's session on
// the workers of its route.

namespace synod {

/// Asks a worker to take its place in a generation's route: to reserve KV cache
/// for a new session, or to go on with the one it has under a higher attempt.
/// The node that sends it owns the session: it alone may step the first hop,
/// renew, resend, and close. The hop before this one alone may step it.
struct open_session {
  static constexpr auto name = "open_session";

  session_id session;
  request_id request; ///< For log lines.
  std::uint32_t attempt = 0;
  std::string model;
  std::vector<hop> route;
  std::uint32_t hop_index = 0;     ///< The receiver's place in `route`.
  actor_address coordinator;       ///< Where tokens and reports go.
  std::uint32_t positions_max = 0; ///< Prompt plus completion.
  std::uint32_t lease_ms = 0;      ///< Until the session is freed unrenewed.
  sampling sample;                 ///< Used by the last hop.
  /// Prompt and sampled ids so far, for the last hop if the repetition penalty
  /// asks for them; empty for the others.
  std::vector<token_id> tokens;
  work_order order; ///< The same for every attempt, but for where it begins.

  static auto fields(auto& x) {
    return std::tie(x.session, x.request, x.attempt, x.model, x.route,
                    x.hop_index, x.coordinator, x.positions_max, x.lease_ms,
                    x.sample, x.tokens, x.order);
  }
};

/// What a worker has of a session that it was asked to open or to go on with.
struct session_opened {
  static constexpr auto name = "session_opened";

  session_id session;
  std::uint32_t attempt = 0;
  std::uint32_t positions = 0; ///< Computed: KV cache holds [0, positions).
  /// Outputs of [kept_from, positions) are still there to resend; equal to
  /// `positions` if none are.
  std::uint32_t kept_from = 0;

  static auto fields(auto& x) {
    return std::tie(x.session, x.attempt, x.positions, x.kept_from);
  }
};

/// Asks how far a worker is with a session. Answered under full load.
struct probe_session {
  static constexpr auto name = "probe_session";

  session_id session;

  static auto fields(auto& x) {
    return std::tie(x.session);
  }
};

/// How far a worker is with a session.
struct session_progress {
  static constexpr auto name = "session_progress";

  session_id session;
  std::uint32_t attempt = 0;
  std::uint32_t positions_received = 0; ///< Input of [0, this) has arrived.
  std::uint32_t positions_computed = 0;
  std::uint32_t positions_sent = 0; ///< Accepted by the next hop.
  /// Since this session's oldest unfinished step began to compute; 0 if none
  /// does.
  std::uint64_t computing_us = 0;

  static auto fields(auto& x) {
    return std::tie(x.session, x.attempt, x.positions_received,
                    x.positions_computed, x.positions_sent, x.computing_us);
  }
};

/// Keeps sessions alive for another `lease_ms`.
struct renew_leases {
  static constexpr auto name = "renew_leases";

  std::vector<session_id> sessions;
  std::uint32_t lease_ms = 0;

  static auto fields(auto& x) {
    return std::tie(x.sessions, x.lease_ms);
  }
};

/// The sessions among those renewed that the worker does not have.
struct leases_renewed {
  static constexpr auto name = "leases_renewed";

  std::vector<session_id> unknown;

  static auto fields(auto& x) {
    return std::tie(x.unknown);
  }
};

/// Ends a session and frees its KV cache at once.
struct close_session {
  static constexpr auto name = "close_session";

  session_id session;
  std::uint32_t attempt = 0; ///< A close of a lower attempt is dropped.
  /// If the work is paid, the last receipts: of positions [receipts_from,
  /// positions), as far as they were computed. None if they are equal.
  std::uint32_t receipts_from = 0;
  std::uint32_t positions = 0;

  static auto fields(auto& x) {
    return std::tie(x.session, x.attempt, x.receipts_from, x.positions);
  }
};

} // namespace synod
