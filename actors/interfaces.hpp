#pragma once

#include "schemas/type_ids.hpp"

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

// Every actor's interface: the table of contents of the system. A handle may
// stand for an actor of another process; nothing here tells. Each message is
// one struct, and is answered by one or by none (a `reacts_to` is answered by
// an empty message, which tells that it was handled).

namespace synod {

/// Whatever can be watched.
using status_actor = caf::typed_actor<
  // Never fails, and answers under full load.
  caf::replies_to<get_status>::with<actor_status>>;

/// A SHARD_WORKER runs one contiguous range of transformer blocks for every
/// session that is open on it.
using shard_worker_actor = caf::typed_actor<
  // Reserves KV cache, or goes on with a session under a higher attempt. Fails
  // with `overloaded`, `session_exists`, `not_your_session`, `stale_attempt`,
  // `unknown_model`, `wrong_range`, or `invalid_argument`.
  caf::replies_to<open_session>::with<session_opened>,
  // Queues a step; results go to the next hop or to the coordinator. Repeats
  // are accepted and dropped. Fails with `unknown_session`, `not_your_session`,
  // `stale_attempt`, `position_gap`, `positions_exceeded`, `shape_mismatch`, or
  // `unknown_token`.
  caf::reacts_to<run_step>,
  // Sends kept outputs again. Fails with `unknown_session`,
  // `not_your_session`, `stale_attempt`, or `position_gap`.
  caf::reacts_to<resend_activations>,
  // Fails with `unknown_session`.
  caf::replies_to<probe_session>::with<session_progress>,
  // Names the sessions it does not have; others' sessions count as such.
  caf::replies_to<renew_leases>::with<leases_renewed>,
  // Frees the session's KV cache. Unknown sessions are ignored; fails with
  // `not_your_session`.
  caf::reacts_to<close_session>,
  // Fails with `invalid_argument` for a worker without an account.
  caf::replies_to<get_load_report>::with<signed_load_report>>::
  extend_with<status_actor>;

/// A COORDINATOR owns requests from admission to their end, and is the one that
/// the workers of its routes answer.
using coordinator_actor = caf::typed_actor<
  // Admits a request. Fails with `overloaded`, `request_exists`,
  // `unknown_model`, `unknown_domain`, `unknown_chat_template`,
  // `context_length_exceeded`, or `invalid_argument`; where requests are paid,
  // also with `no_fee_cap`, `bad_fee_cap`, `unknown_escrow`,
  // `not_the_coordinator`, `wrong_model`, `escrow_closing`, `escrow_expired`,
  // `request_settled`, or `escrow_exhausted`.
  caf::replies_to<start_request>::with<request_started>,
  // Unknown requests are ignored; fails with `not_your_session` unless it comes
  // from the node that started the request.
  caf::reacts_to<cancel_request>,
  // From the last hop. Fails with `unknown_session`, `stale_attempt`, or
  // `not_your_session`.
  caf::reacts_to<token_sampled>,
  // From any hop. Fails likewise.
  caf::reacts_to<hop_failed>,
  // From any worker that was a hop. Fails with `unknown_request`, or why the
  // receipt counts for nothing; either way it is not to come again.
  caf::reacts_to<receipt_made>>::extend_with<status_actor>;

/// An ASKER receives what a coordinator has to say about its requests.
using asker_actor = caf::typed_actor<
  // In order of `index`. Fails with `unknown_request` once nobody listens any
  // more, which cancels the request.
  caf::reacts_to<text_delta>,
  // The last message about the answer.
  caf::reacts_to<request_finished>,
  // What a paid request came to, after that; the last one has its height. Fails
  // with `unknown_request` if nobody wants to know.
  caf::reacts_to<request_settled>>;

/// A RAG_AGENT owns one corpus of one domain.
using rag_agent_actor = caf::typed_actor<
  // Fails with `invalid_argument`.
  caf::replies_to<find_passages>::with<passages_found>,
  // Fails with `passage_exists`, `unknown_passage`, `passage_too_large`,
  // `invalid_argument`, or `corpus_failed`.
  caf::replies_to<change_passage>::with<corpus_changed>,
  // Fails with `invalid_argument`.
  caf::replies_to<list_passages>::with<passages_listed>>::
  extend_with<status_actor>;

/// A VALIDATOR is a replica of the ledger. The first messages are for anyone,
/// the last two for validators alone: from others they are dropped.
using validator_actor = caf::typed_actor<
  // Takes a transaction into the mempool and passes it on. Fails for what
  // `ledger::open_transaction`, `check_standing` and `check_signature` refuse,
  // with `account_quota_full`, `mempool_full`, or `not_voting`.
  caf::replies_to<submit_transaction>::with<transaction_accepted>,
  // Never fails.
  caf::replies_to<get_chain_status>::with<chain_status>,
  caf::replies_to<get_account>::with<account_state>,
  // Fails with `not_stored` above the head or where states were pruned, and
  // with `invalid_argument`.
  caf::replies_to<get_state>::with<state_value>,
  // Fails with `unknown_escrow`.
  caf::replies_to<get_escrow>::with<escrow_state>,
  caf::replies_to<list_workers>::with<workers_listed>,
  // Fails with `not_stored`.
  caf::replies_to<get_block>::with<stored_block>,
  // Fails with `not_stored`.
  caf::replies_to<get_transaction>::with<transaction_found>,
  // Fails with `timed_out`, `overloaded`, or why the mempool dropped it.
  caf::replies_to<wait_transaction>::with<transaction_found>,
  // Fails with `timed_out` or `overloaded`.
  caf::replies_to<wait_block>::with<stored_block>,
  // Never fails: what does not hold is dropped and counted.
  caf::reacts_to<consensus_message>,
  // Likewise, and so is all that a peer sends after too much of it.
  caf::reacts_to<gossip_transactions>>::extend_with<status_actor>;

/// A NODE speaks for one process of the network.
using node_actor
  = caf::typed_actor<caf::replies_to<get_node_status>::with<node_status>>;

} // namespace synod
