#pragma once

#include "schemas/address.hpp"
#include "schemas/error.hpp"
#include "schemas/request.hpp"
#include "schemas/retrieval.hpp"
#include "schemas/session.hpp"
#include "schemas/status.hpp"
#include "schemas/step.hpp"

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

CAF_END_TYPE_ID_BLOCK(synod)
