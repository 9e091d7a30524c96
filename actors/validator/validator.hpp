#pragma once

#include "actors/interfaces.hpp"
#include "actors/validator/agreement_keeper.hpp"
#include "actors/validator/chain_reader.hpp"
#include "actors/validator/known_signatures.hpp"
#include "actors/validator/waiting_room.hpp"
#include "runtime/ledger/mempool.hpp"

#include <caf/typed_response_promise.hpp>

namespace synod::chain {

/// What a validator is and where it lives.
struct validator_options {
  node_id self;
  std::string actor; ///< The name under which the node publishes it.
  std::shared_ptr<const genesis> begin;
  agreement_options agreement;
  ledger::mempool_limits mempool;
  std::size_t waiting_max = 4'096; ///< Requests that wait for a block.
  bool own_thread = true;          ///< For the keeper; tests have one thread.
};

/// What a validator needs of its process. The actor alone calls these; they
/// must outlive it and must not wait. The clock is for any thread.
struct validator_surroundings {
  /// The validator of a node.
  std::function<caf::expected<validator_actor>(const node_id&)> peer;
  /// The node that a message came from; empty for a local sender.
  std::function<node_id(const caf::strong_actor_ptr&)> node_of;
  std::function<instant()> clock;
};

/// A VALIDATOR as its own process sees it. Publish it as `validator_actor`.
using local_validator_actor = caf::typed_actor<
  caf::reacts_to<agreement_output>, caf::reacts_to<link_changed>,
  caf::reacts_to<caf::flush_atom>,
  caf::reacts_to<caf::tick_atom>>::extend_with<validator_actor>;

/// @relates validator
struct validator_state {
  using transaction_promise = caf::typed_response_promise<transaction_found>;
  using block_promise = caf::typed_response_promise<stored_block>;

  validator_options options;
  validator_surroundings around;
  std::shared_ptr<store::chain_store> disk;
  std::shared_ptr<known_signatures> signatures;
  ledger::signature_check check;
  std::optional<chain_reader> reader;
  std::optional<ledger::mempool> pool;
  std::map<account_id, ledger::worker_record> workers;
  std::map<node_id, std::optional<validator_actor>> peers; ///< All others.
  agreement_keeper_actor keeper;
  std::shared_ptr<keeper_counters> counters;
  waiting_room<transaction_promise> waiting{0};
  std::vector<std::pair<std::uint64_t, block_promise>> waiting_for_block;
  std::vector<std::string> to_gossip;
  gossip_patience patience;
  block_height head;
  crypto::smt_root head_state;
  std::string voting = "yes";
  bool slot_was_bad = false; ///< One of the signer's two, on start.
  std::uint64_t dropped = 0; ///< Messages, of strangers or because of too many.
  std::uint64_t gossiped_ms = 0;

  /// What the mempool is to be judged by now.
  [[nodiscard]] ledger::block_context context() const;

  /// Takes in what a block left behind.
  void follow(const committed_block& x);

  [[nodiscard]] caf::expected<transaction_accepted>
  submit(const std::string& canonical);

  /// Takes what another validator passed on, and nobody else.
  void take_gossip(const node_id& from, const gossip_transactions& xs);

  /// Accepts once more what the mempool or a block has already: whoever sends
  /// it again has not heard. @param why the mempool refused it
  [[nodiscard]] caf::expected<transaction_accepted>
  known(const std::string& canonical, const caf::error& why) const;

  [[nodiscard]] caf::expected<account_state>
  account(const get_account& x) const;
  [[nodiscard]] workers_listed list(const list_workers& x) const;
  [[nodiscard]] caf::expected<chain_status> status() const;
  [[nodiscard]] actor_status report() const;

  /// Names the actor in logs.
  static inline const char* name = "validator";
};

/// The behavior of a VALIDATOR; spawns its keeper.
/// @param files opened for `options.begin` with `signatures`; moved out of
local_validator_actor::behavior_type
validator(local_validator_actor::stateful_pointer<validator_state> self,
          validator_options options, validator_surroundings around,
          std::shared_ptr<validator_files> files,
          std::shared_ptr<known_signatures> signatures);

} // namespace synod::chain
