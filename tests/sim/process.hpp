#pragma once

#include "actors/coordinator/ask.hpp"
#include "schemas/settlement.hpp"

#include <functional>
#include <variant>

namespace synod::sim {

using coordinator::instant;

using message = std::variant<
  start_request, cancel_request, open_session, run_step, resend_activations,
  probe_session, close_session, renew_leases, token_sampled, hop_failed,
  find_passages, text_delta, request_finished, receipt_made, request_settled,
  submit_transaction, get_account, get_transaction, wait_transaction,
  list_workers, get_escrow, wait_block, get_load_report>;

using reply = std::variant<errc, coordinator::accepted, session_opened,
                           session_progress, leases_renewed, passages_found,
                           request_started, transaction_accepted, account_state,
                           transaction_found, workers_listed, escrow_state,
                           stored_block, signed_load_report>;

using answer_to = std::function<void(reply)>;

/// What lives on a node.
class process {
public:
  virtual ~process() = default;

  virtual void
  receive(const node_id& from, const message& what, answer_to answer)
    = 0;

  /// The link to a node came up or went down, as this node notices.
  virtual void link_changed(const node_id&, bool) {
  }
};

} // namespace synod::sim
