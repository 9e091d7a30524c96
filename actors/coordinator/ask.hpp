#pragma once

#include "schemas/chain_api.hpp"
#include "schemas/chain_reads.hpp"
#include "schemas/error.hpp"
#include "schemas/market_reads.hpp"
#include "schemas/request.hpp"
#include "schemas/session.hpp"
#include "schemas/step.hpp"

#include <chrono>
#include <cstdint>
#include <variant>

namespace synod::coordinator {

/// A moment, counted from any fixed one before all others, or a span between
/// two. The cores of this folder know no other clock.
using instant = std::chrono::microseconds;

/// Everything that a coordinator asks of other actors.
using question
  = std::variant<open_session, run_step, resend_activations, probe_session,
                 close_session, renew_leases, find_passages, text_delta,
                 request_finished, request_settled, get_account,
                 submit_transaction, wait_transaction, get_transaction,
                 list_workers, wait_block, get_load_report>;

/// The answer to a question that is answered by an empty message.
struct accepted {};

/// What comes back, always: silence is `timed_out`.
using answer = std::variant<errc, accepted, session_opened, session_progress,
                            leases_renewed, passages_found, account_state,
                            transaction_accepted, transaction_found,
                            workers_listed, stored_block, signed_load_report>;

/// A question on its way out of a core.
struct ask {
  std::uint64_t id = 0; ///< Comes back with the answer.
  actor_address to;
  question what;
  std::chrono::milliseconds timeout{0}; ///< Positive.
};

/// Orders addresses, so that no container's order depends on a hash.
struct address_order {
  bool
  operator()(const actor_address& a, const actor_address& b) const noexcept {
    return a.node != b.node ? a.node < b.node : a.actor < b.actor;
  }
};

} // namespace synod::coordinator
