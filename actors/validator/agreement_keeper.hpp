#pragma once

#include "actors/validator/agreement.hpp"
#include "actors/validator/peer_limits.hpp"
#include "actors/validator/validator_files.hpp"

#include <caf/atom.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <variant>

namespace synod::chain {

// -- what the keeper is told --------------------------------------------------

struct message_arrived {
  node_id from;
  consensus_message content;
};

struct transactions_selected {
  std::vector<std::string> transactions;
};

/// Whether the mempool, as of this head, holds anything.
struct mempool_changed {
  block_height head;
  bool any = false;
};

struct agreement_input {
  std::variant<message_arrived, consensus::timed_out, transactions_selected,
               mempool_changed>
    what;
};

// -- what the keeper tells ----------------------------------------------------

/// Send this to a validator, or to all.
struct message_wanted {
  node_id to; ///< Empty: to all.
  consensus_message content;
};

struct transactions_wanted {};

struct voting_stopped {
  std::string why;
};

struct agreement_output {
  std::variant<message_wanted, transactions_wanted, committed_block,
               voting_stopped>
    what;
};

/// An AGREEMENT_KEEPER owns a validator's consensus, its signer and its disk.
/// One actor for the three, since every signature waits for a record on disk
/// and nothing may come between: two would need an answer for each step to keep
/// the order that one has by itself. Stays within its process.
using agreement_keeper_actor = caf::typed_actor<caf::reacts_to<agreement_input>,
                                                caf::reacts_to<caf::tick_atom>>;

/// Whoever the keeper tells.
using agreement_listener_actor
  = caf::typed_actor<caf::reacts_to<agreement_output>>;

/// Read and written on both sides of the keeper's mailbox.
struct keeper_counters {
  peer_backlog backlog;
  std::atomic<std::uint64_t> refused = 0;   ///< Messages that did not hold.
  std::atomic<std::uint64_t> conflicts = 0; ///< Somebody signed twice.
};

/// What a keeper needs. It is moved out of, once.
struct keeper_setup {
  std::shared_ptr<const genesis> begin; ///< What `files` refer to.
  agreement_options options;
  validator_files files;
  std::function<instant()> clock;
  std::shared_ptr<keeper_counters> counters;
};

struct keeper_state {
  std::shared_ptr<const genesis> begin;
  std::shared_ptr<store::chain_store> chain; // outlives `app`
  std::unique_ptr<ledger_application> app;   // outlives `core`
  std::optional<agreement> core;
  std::function<instant()> clock;
  std::shared_ptr<keeper_counters> counters;

  static inline const char* name = "agreement_keeper";
};

/// The behavior of an AGREEMENT_KEEPER. Spawn it `caf::detached`: it waits for
/// the disk.
/// @pre `setup->files` is complete; others may read `chain`
agreement_keeper_actor::behavior_type
agreement_keeper(agreement_keeper_actor::stateful_pointer<keeper_state> self,
                 std::shared_ptr<keeper_setup> setup,
                 agreement_listener_actor listener);

} // namespace synod::chain

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(synod::chain::agreement_input)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(synod::chain::agreement_output)
