#pragma once

#include "schemas/chain_ids.hpp"
#include "schemas/digest.hpp"
#include "schemas/ledger_ids.hpp"
#include "schemas/message.hpp"
#include "schemas/route.hpp"

#include <cstdint>
#include <string>
#include <tuple>

// What the state holds under its keys, in canonical form: a proof of a value is
// a proof of one of these.

namespace synod::ledger {

/// Absent and all zero mean the same; an account that was used stays, for its
/// nonce.
struct account_record {
  static constexpr auto name = "account_record";

  std::uint8_t version = 1;
  amount balance = 0;
  std::uint64_t nonce = 0; ///< Of the next transaction.

  static auto fields(auto& x) {
    return std::tie(x.version, x.balance, x.nonce);
  }
};

/// What belongs to no account. Balances, escrows, bonds, `auditors` and
/// `burned` of all lanes add up to the supply, always.
struct totals_record {
  static constexpr auto name = "totals_record";

  std::uint8_t version = 1;
  amount supply = 0;   ///< What the genesis gave out.
  amount burned = 0;   ///< Gone for good.
  amount auditors = 0; ///< The pool that nothing spends yet.

  static auto fields(auto& x) {
    return std::tie(x.version, x.supply, x.burned, x.auditors);
  }
};

struct model_record {
  static constexpr auto name = "model_record";

  std::uint8_t version = 1;
  std::string model_name;
  std::uint32_t blocks = 0;
  template_hash chat_template;
  std::string profile;

  static auto fields(auto& x) {
    return std::tie(x.version, x.model_name, x.blocks, x.chat_template,
                    x.profile);
  }
};

/// A worker's registration. Gone once the bond has returned.
struct worker_record {
  static constexpr auto name = "worker_record";

  std::uint8_t version = 1;
  curve_key key;
  std::string worker_name;
  model_root model;
  shard_range range;
  amount ask = 0;
  amount bond = 0;
  time_ms leaves_ms = 0; ///< 0: to stay; else when the bond returns.

  static auto fields(auto& x) {
    return std::tie(x.version, x.key, x.worker_name, x.model, x.range, x.ask,
                    x.bond, x.leaves_ms);
  }
};

/// Which account holds a worker's name or its CURVE key.
struct holder_record {
  static constexpr auto name = "holder_record";

  std::uint8_t version = 1;
  account_id account;

  static auto fields(auto& x) {
    return std::tie(x.version, x.account);
  }
};

/// A client's deposit. Gone once it was paid back.
struct escrow_record {
  static constexpr auto name = "escrow_record";

  std::uint8_t version = 1;
  account_id owner;
  account_id coordinator;
  model_root model;
  amount price = 0;
  amount balance = 0;
  time_ms expires_ms = 0;
  time_ms closes_ms = 0; ///< 0: open; else when what is left returns.

  static auto fields(auto& x) {
    return std::tie(x.version, x.owner, x.coordinator, x.model, x.price,
                    x.balance, x.expires_ms, x.closes_ms);
  }
};

/// That a request was settled, and by what: stays for ever.
struct attestation_record {
  static constexpr auto name = "attestation_record";

  std::uint8_t version = 1;
  transaction_id attestation;
  block_height height;
  std::uint64_t tokens = 0; ///< Positions of all its generations.
  amount fee = 0;
  digest receipts_root; ///< RFC 6962 over canonical `signed_receipt`s.
  digest failures_root; ///< RFC 6962 over canonical `failure_report`s.

  static auto fields(auto& x) {
    return std::tie(x.version, x.attestation, x.height, x.tokens, x.fee,
                    x.receipts_root, x.failures_root);
  }
};

} // namespace synod::ledger
