#pragma once

#include "runtime/ledger/context.hpp"
#include "schemas/digest.hpp"
#include "schemas/transaction.hpp"

#include <span>
#include <string>
#include <vector>

// A block's transactions, turned into changes of the state. Total: whatever a
// proposer puts into a block has a result, the same on every replica.

namespace synod::ledger {

struct block_result {
  /// By key, in order. Not empty, even for a block without transactions, when
  /// bonds or escrows were due; the next header must carry a new root then.
  state_changes::map_type changes;
  /// One per transaction, in order.
  std::vector<transaction_receipt> receipts;
};

/// Returns what is due, then runs the transactions in order.
///
/// - One without standing (malformed, too large, of another chain or lane,
///   expired, underpaid, of the wrong nonce, unsigned, or whose sender cannot
///   pay the fee) changes nothing and pays nothing. Its receipt names SHA-256
///   of its bytes if it has no id.
/// - Every other one uses up its nonce and pays the constant fee, which is
///   burned. If its contract then refuses, that is all it does.
///
/// @throws std::runtime_error if the state is damaged; nothing was changed.
[[nodiscard]] block_result
execute_block(const state_reader& state, const block_context& block,
              std::span<const std::string> transactions);

/// @returns the leaves' hashes for the receipts root (RFC 6962), in order.
[[nodiscard]] std::vector<digest>
receipt_leaves(std::span<const transaction_receipt> receipts);

/// @returns the leaves' hashes for the transactions root, in order.
[[nodiscard]] std::vector<digest>
transaction_leaves(std::span<const std::string> transactions);

} // namespace synod::ledger
