#pragma once

#include "schemas/address.hpp"
#include "schemas/chain_api.hpp"
#include "schemas/chain_reads.hpp"
#include "schemas/error.hpp"
#include "schemas/market_reads.hpp"
#include "schemas/request.hpp"
#include "schemas/retrieval.hpp"
#include "schemas/session.hpp"
#include "schemas/settlement.hpp"
#include "schemas/status.hpp"
#include "schemas/step.hpp"
#include "schemas/validator_messages.hpp"

#include <caf/type_id.hpp>

// Every type that may sit in a mailbox. Append only: the position is the id.
CAF_BEGIN_TYPE_ID_BLOCK(synod, caf::first_custom_type_id)

  // -- inference --------------------------------------------------------------

  CAF_ADD_TYPE_ID(synod, (synod::open_session))
  CAF_ADD_TYPE_ID(synod, (synod::session_opened))
  CAF_ADD_TYPE_ID(synod, (synod::run_step))
  CAF_ADD_TYPE_ID(synod, (synod::resend_activations))
  CAF_ADD_TYPE_ID(synod, (synod::token_sampled))
  CAF_ADD_TYPE_ID(synod, (synod::hop_failed))
  CAF_ADD_TYPE_ID(synod, (synod::probe_session))
  CAF_ADD_TYPE_ID(synod, (synod::session_progress))
  CAF_ADD_TYPE_ID(synod, (synod::renew_leases))
  CAF_ADD_TYPE_ID(synod, (synod::leases_renewed))
  CAF_ADD_TYPE_ID(synod, (synod::close_session))

  // -- requests ---------------------------------------------------------------

  CAF_ADD_TYPE_ID(synod, (synod::start_request))
  CAF_ADD_TYPE_ID(synod, (synod::request_started))
  CAF_ADD_TYPE_ID(synod, (synod::text_delta))
  CAF_ADD_TYPE_ID(synod, (synod::request_finished))
  CAF_ADD_TYPE_ID(synod, (synod::cancel_request))

  // -- retrieval --------------------------------------------------------------

  CAF_ADD_TYPE_ID(synod, (synod::find_passages))
  CAF_ADD_TYPE_ID(synod, (synod::passages_found))
  CAF_ADD_TYPE_ID(synod, (synod::change_passage))
  CAF_ADD_TYPE_ID(synod, (synod::corpus_changed))
  CAF_ADD_TYPE_ID(synod, (synod::list_passages))
  CAF_ADD_TYPE_ID(synod, (synod::passages_listed))

  // -- status -----------------------------------------------------------------

  CAF_ADD_TYPE_ID(synod, (synod::get_status))
  CAF_ADD_TYPE_ID(synod, (synod::actor_status))
  CAF_ADD_TYPE_ID(synod, (synod::get_node_status))
  CAF_ADD_TYPE_ID(synod, (synod::node_status))
  CAF_ADD_TYPE_ID(synod, (synod::link_changed))

  // -- the chain --------------------------------------------------------------

  CAF_ADD_TYPE_ID(synod, (synod::submit_transaction))
  CAF_ADD_TYPE_ID(synod, (synod::transaction_accepted))
  CAF_ADD_TYPE_ID(synod, (synod::get_chain_status))
  CAF_ADD_TYPE_ID(synod, (synod::chain_status))
  CAF_ADD_TYPE_ID(synod, (synod::get_account))
  CAF_ADD_TYPE_ID(synod, (synod::account_state))
  CAF_ADD_TYPE_ID(synod, (synod::get_state))
  CAF_ADD_TYPE_ID(synod, (synod::state_value))
  CAF_ADD_TYPE_ID(synod, (synod::get_escrow))
  CAF_ADD_TYPE_ID(synod, (synod::escrow_state))
  CAF_ADD_TYPE_ID(synod, (synod::list_workers))
  CAF_ADD_TYPE_ID(synod, (synod::workers_listed))
  CAF_ADD_TYPE_ID(synod, (synod::get_block))
  CAF_ADD_TYPE_ID(synod, (synod::stored_block))
  CAF_ADD_TYPE_ID(synod, (synod::get_transaction))
  CAF_ADD_TYPE_ID(synod, (synod::transaction_found))
  CAF_ADD_TYPE_ID(synod, (synod::wait_transaction))
  CAF_ADD_TYPE_ID(synod, (synod::wait_block))
  CAF_ADD_TYPE_ID(synod, (synod::consensus_message))
  CAF_ADD_TYPE_ID(synod, (synod::gossip_transactions))

  // -- payment ----------------------------------------------------------------

  CAF_ADD_TYPE_ID(synod, (synod::receipt_made))
  CAF_ADD_TYPE_ID(synod, (synod::request_settled))
  CAF_ADD_TYPE_ID(synod, (synod::get_load_report))
  CAF_ADD_TYPE_ID(synod, (synod::signed_load_report))

CAF_END_TYPE_ID_BLOCK(synod)
