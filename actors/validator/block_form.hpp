#pragma once

#include "runtime/crypto/sparse_merkle_tree.hpp"
#include "runtime/ledger/block_names.hpp"
#include "schemas/canonical.hpp"
#include "schemas/transaction.hpp"

#include <caf/expected.hpp>

#include <span>

// How blocks and what belongs to them are hashed and kept as bytes.

namespace synod::chain {

using crypto::bytes;

/// Of a block's transactions; all of it stays well within one buffer.
constexpr auto transactions_bytes_max = std::size_t{1} << 20;
constexpr auto transactions_max = std::size_t{20'000};

/// What may be decoded of a block that came from anywhere.
constexpr auto block_limits
  = canonical_limits{2 * transactions_bytes_max, transactions_max};

/// The roots (RFC 6962) of a list's leaves.
[[nodiscard]] root_hash root_of(std::span<const digest> leaves);

/// The receipts of a height, as the store keeps them.
struct receipt_list {
  static constexpr auto name = "receipt_list";

  std::vector<transaction_receipt> receipts;

  static auto fields(auto& x) {
    return std::tie(x.receipts);
  }
};

/// Where a transaction stands, as the store's index keeps it.
struct transaction_place {
  static constexpr auto name = "transaction_place";

  block_height height;
  std::uint32_t index = 0;

  static auto fields(auto& x) {
    return std::tie(x.height, x.index);
  }
};

/// The key of a transaction in the store's index.
[[nodiscard]] bytes index_key(const transaction_id& x);

} // namespace synod::chain
