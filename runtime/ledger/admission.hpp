#pragma once

#include "runtime/ledger/context.hpp"
#include "schemas/attestation.hpp"
#include "schemas/ledger_bodies.hpp"
#include "schemas/transaction.hpp"

#include <caf/expected.hpp>

#include <string_view>
#include <variant>

// What every transaction must show before any contract looks at it: in a
// mempool, and again in a block, whose proposer may lie.

namespace synod::ledger {

using transaction_body
  = std::variant<transfer, register_worker, unregister_worker, open_escrow,
                 top_up, attest, close_escrow, expire>;

/// A transaction as decoded, with its id.
struct opened_transaction {
  transaction_id id;
  transaction head;
  transaction_body body;
  synod::signature signature;
};

/// @returns SHA-256 of the canonical form, the signature left out.
[[nodiscard]] transaction_id id_of(const transaction& x);

/// @returns what `transaction::sender` signs.
[[nodiscard]] std::vector<std::byte> signed_bytes_of(const transaction& x);

/// Decodes a `signed_transaction` and its body. Fails with
/// `transaction_too_large`, `unknown_transaction_type` or
/// `malformed_transaction` (which other versions are, too).
[[nodiscard]] caf::expected<opened_transaction>
open_transaction(std::string_view canonical, const chain_parameters& chain);

/// Refuses `wrong_chain`, `wrong_lane`, `transaction_expired`, `fee_too_low`,
/// `nonce_used`, `nonce_gap`, `insufficient_balance` (for the fee).
/// @param nonce the sender's next
/// @param balance what the sender can pay fees from
[[nodiscard]] refusal
check_standing(const opened_transaction& x, const block_context& block,
               std::uint64_t nonce, amount balance);

/// Refuses `bad_signature`. Apart from the others because it costs most.
[[nodiscard]] refusal
check_signature(const opened_transaction& x, const block_context& block);

} // namespace synod::ledger
