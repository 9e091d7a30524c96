#pragma once

#include "schemas/chain_ids.hpp"
#include "schemas/ledger_ids.hpp"
#include "schemas/message.hpp"
#include "schemas/proofs.hpp"
#include "schemas/route.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What any node may ask a validator about the chain's state. Answers are those
// of one validator, which may be behind or lie: whoever cares checks the proof.
// Blocks and transactions are asked for in `schemas/chain_reads.hpp`.

namespace synod {

/// Hands in a transaction.
struct submit_transaction {
  static constexpr auto name = "submit_transaction";

  std::string transaction; ///< Canonical `signed_transaction`.

  static auto fields(auto& x) {
    return std::tie(x.transaction);
  }
};

/// It is in the mempool, or in a block already: sent again, it is accepted
/// again.
struct transaction_accepted {
  static constexpr auto name = "transaction_accepted";

  transaction_id id;

  static auto fields(auto& x) {
    return std::tie(x.id);
  }
};

/// Asks how the chain is.
struct get_chain_status {
  static constexpr auto name = "get_chain_status";

  static auto fields(auto&) {
    return std::tie();
  }
};

/// A validator of the present set.
struct validator_entry {
  static constexpr auto name = "validator_entry";

  std::string node; ///< Its name in the topology.
  validator_id key;
  std::uint64_t weight = 0;

  static auto fields(auto& x) {
    return std::tie(x.node, x.key, x.weight);
  }
};

struct chain_status {
  static constexpr auto name = "chain_status";

  std::string chain_id;
  digest genesis;            ///< SHA-256 of the canonical genesis.
  block_height height;       ///< Of the last stored block; 0: none yet.
  block_id block;            ///< Its id; nil at height 0.
  synod::time_ms time = 0;   ///< Its header's; the genesis' at height 0.
  root_hash state_root;      ///< After it, of lane 0.
  std::string voting;        ///< "yes", else why it does not, for a person.
  std::string self;          ///< The node that answers.
  std::uint64_t waiting = 0; ///< Transactions in the mempool.
  std::uint64_t waiting_bytes = 0;
  std::vector<validator_entry> validators;

  static auto fields(auto& x) {
    return std::tie(x.chain_id, x.genesis, x.height, x.block, x.time,
                    x.state_root, x.voting, x.self, x.waiting, x.waiting_bytes,
                    x.validators);
  }
};

/// Asks for an account, as of the head. One that never was is all zero.
struct get_account {
  static constexpr auto name = "get_account";

  account_id account;
  lane_id lane;

  static auto fields(auto& x) {
    return std::tie(x.account, x.lane);
  }
};

struct account_state {
  static constexpr auto name = "account_state";

  block_height height;
  amount balance = 0;
  std::uint64_t nonce = 0;      ///< Of its next transaction, by the state.
  std::uint64_t next_nonce = 0; ///< Likewise, after those in the mempool.

  static auto fields(auto& x) {
    return std::tie(x.height, x.balance, x.nonce, x.next_nonce);
  }
};

/// Asks for the value of one key (`runtime/ledger/state_keys.hpp`), with its
/// proof. The root that the proof leads to stands in the header of the height
/// after.
struct get_state {
  static constexpr auto name = "get_state";

  std::vector<std::byte> key;
  block_height height; ///< After which; 0: after the head.

  static auto fields(auto& x) {
    return std::tie(x.key, x.height);
  }
};

struct state_value {
  static constexpr auto name = "state_value";

  block_height height; ///< After which this is so.
  root_hash root;      ///< Of the state then.
  bool present = false;
  std::vector<std::byte> value; ///< Canonical record; empty if absent.
  smt_proof proof;              ///< Of presence or of absence.

  static auto fields(auto& x) {
    return std::tie(x.height, x.root, x.present, x.value, x.proof);
  }
};

} // namespace synod
