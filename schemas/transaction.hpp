#pragma once

#include "schemas/ledger_ids.hpp"
#include "schemas/message.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What an account signs to change the ledger, and what came of it. All of it is
// hashed, so it travels in canonical form (`schemas/canonical.hpp`).

namespace synod {

/// What a transaction asks for; the body is the struct of the same name.
/// Append, never renumber.
enum class transaction_type : std::uint8_t {
  transfer = 1,
  register_worker,
  unregister_worker,
  open_escrow,
  top_up,
  attest,
  close_escrow,
  expire,
};

/// Signed as "synod/transaction/v1".
struct transaction {
  static constexpr auto name = "transaction";

  std::uint8_t version = 1;
  std::string chain_id;        ///< The genesis' chain id.
  lane_id lane;                ///< Where the sender's account lives.
  account_id sender;           ///< Pays the fee, and signs.
  std::uint64_t nonce = 0;     ///< Of the account in the lane; from 0, no gap.
  time_ms valid_until_ms = 0;  ///< The last header time that may carry it.
  amount fee_max = 0;          ///< At most this is taken as the fee.
  transaction_type type{};     ///< Any byte may arrive here.
  std::vector<std::byte> body; ///< Canonical form of the type's struct.

  static auto fields(auto& x) {
    return std::tie(x.version, x.chain_id, x.lane, x.sender, x.nonce,
                    x.valid_until_ms, x.fee_max, x.type, x.body);
  }

  friend bool operator==(const transaction&, const transaction&) = default;
};

/// What lies in a mempool and in a block.
struct signed_transaction {
  static constexpr auto name = "signed_transaction";

  struct transaction transaction;
  synod::signature signature;

  static auto fields(auto& x) {
    return std::tie(x.transaction, x.signature);
  }

  friend bool operator==(const signed_transaction&, const signed_transaction&)
    = default;
};

/// What a block did with one of its transactions. The receipts of a height, in
/// the order of its transactions, are the leaves of the receipts root that the
/// next header carries.
struct transaction_receipt {
  static constexpr auto name = "transaction_receipt";

  std::uint8_t version = 1;
  transaction_id id;
  std::uint8_t refusal = 0; ///< 0 if it was applied, else an `errc`.
  amount fee = 0;           ///< Taken from the sender; 0 if it had no standing.

  static auto fields(auto& x) {
    return std::tie(x.version, x.id, x.refusal, x.fee);
  }

  friend bool operator==(const transaction_receipt&, const transaction_receipt&)
    = default;
};

} // namespace synod
