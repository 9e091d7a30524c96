#pragma once

#include "schemas/buffer.hpp"
#include "schemas/chain_ids.hpp"
#include "schemas/message.hpp"
#include "schemas/proofs.hpp"
#include "schemas/transaction.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What any node may ask a validator about blocks and transactions. What is
// hashed or signed comes as the canonical bytes that were.

namespace synod {

/// Asks for a block. Fails with `not_stored` above the head and at height 0.
struct get_block {
  static constexpr auto name = "get_block";

  block_height height; ///< 0: the head.

  static auto fields(auto& x) {
    return std::tie(x.height);
  }
};

struct stored_block {
  static constexpr auto name = "stored_block";

  block_height height;
  buffer block;       ///< Canonical `block`.
  buffer certificate; ///< Canonical `certificate`: the commit.
  /// What became of its transactions, in order. Their root stands in the next
  /// header; unproven until there is one.
  std::vector<transaction_receipt> receipts;

  static auto fields(auto& x) {
    return std::tie(x.height, x.block, x.certificate, x.receipts);
  }
};

/// A header and the commit that decided it: enough for who trusts the
/// validators' hash in it.
struct signed_header {
  static constexpr auto name = "signed_header";

  std::string header;      ///< Canonical `block_header`.
  std::string certificate; ///< Canonical `certificate`.

  static auto fields(auto& x) {
    return std::tie(x.header, x.certificate);
  }
};

/// Asks for a transaction that is in a block. Fails with `not_stored`.
struct get_transaction {
  static constexpr auto name = "get_transaction";

  transaction_id id;

  static auto fields(auto& x) {
    return std::tie(x.id);
  }
};

struct transaction_found {
  static constexpr auto name = "transaction_found";

  block_height height;
  std::uint32_t index = 0; ///< In its block.
  std::string transaction; ///< Canonical `signed_transaction`.
  transaction_receipt receipt;
  merkle_proof transaction_proof; ///< To the header's transactions root.
  merkle_proof receipt_proof;     ///< To the next header's receipts root.
  /// That of its block, and the next height's, which proves the receipt; the
  /// first alone where the next is not decided yet.
  std::vector<signed_header> headers;

  static auto fields(auto& x) {
    return std::tie(x.height, x.index, x.transaction, x.receipt,
                    x.transaction_proof, x.receipt_proof, x.headers);
  }
};

/// Asks to be told when a transaction is final: answered by
/// `transaction_found`. Fails with `timed_out`; with the reason if it was in
/// the mempool and is dropped; or with `overloaded` if too many wait.
struct wait_transaction {
  static constexpr auto name = "wait_transaction";

  transaction_id id;
  /// Wait for the next height as well, so that the receipt is proven.
  bool proven = false;
  std::uint32_t timeout_ms = 0; ///< 30,000 at most; 0: as long.

  static auto fields(auto& x) {
    return std::tie(x.id, x.proven, x.timeout_ms);
  }
};

/// Asks to be told when the chain is past a height: answered by `stored_block`
/// of the one after it. Fails likewise. To follow the chain, ask again.
struct wait_block {
  static constexpr auto name = "wait_block";

  block_height after;
  std::uint32_t timeout_ms = 0; ///< 30,000 at most; 0: as long.

  static auto fields(auto& x) {
    return std::tie(x.after, x.timeout_ms);
  }
};

} // namespace synod
