#pragma once

#include "actors/interfaces.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <atomic>
#include <vector>

namespace synod::test {

struct busy_validator_state {
  std::vector<caf::typed_response_promise<transaction_found>> waits;
  std::vector<caf::typed_response_promise<stored_block>> reads;
};

/// Takes what it is asked and has no answer yet; counts it.
inline validator_actor::behavior_type
busy_validator(validator_actor::stateful_pointer<busy_validator_state> self,
               std::atomic<int>* asked) {
  return {
    [](const submit_transaction&) -> caf::result<transaction_accepted> {
      return errc::not_voting;
    },
    [](const get_chain_status&) { return chain_status{}; },
    [](const get_account&) { return account_state{}; },
    [](const get_state&) -> caf::result<state_value> {
      return errc::not_stored;
    },
    [](const get_escrow&) -> caf::result<escrow_state> {
      return errc::unknown_escrow;
    },
    [](const list_workers&) { return workers_listed{}; },
    [self, asked](const get_block&) -> caf::result<stored_block> {
      ++*asked;
      auto promise = self->make_response_promise<stored_block>();
      self->state.reads.push_back(promise);
      return promise;
    },
    [](const get_transaction&) -> caf::result<transaction_found> {
      return errc::not_stored;
    },
    [self, asked](const wait_transaction&) -> caf::result<transaction_found> {
      ++*asked;
      auto promise = self->make_response_promise<transaction_found>();
      self->state.waits.push_back(promise);
      return promise;
    },
    [](const wait_block&) -> caf::result<stored_block> {
      return errc::timed_out;
    },
    [](const consensus_message&) {},
    [](const gossip_transactions&) {},
    [](const get_status&) { return actor_status{}; },
  };
}

} // namespace synod::test
