#pragma once

#include "schemas/chain_ids.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace synod {

/// What one lane's execution of the block before left behind.
struct lane_root {
  static constexpr auto name = "lane_root";

  root_hash state_root;    ///< Of the sparse Merkle tree (ICS-23 SmtSpec).
  root_hash receipts_root; ///< RFC 6962, over the results of transactions.

  static auto fields(auto& x) {
    return std::tie(x.state_root, x.receipts_root);
  }

  friend bool operator==(const lane_root&, const lane_root&) = default;
};

/// What stands for a block: its hash is the block's id. Hashed as its
/// canonical encoding, so its version stands first.
struct block_header {
  static constexpr auto name = "block_header";

  std::uint32_t version = 1;
  std::string chain_id;
  block_height height;
  std::uint64_t time_ms = 0;         ///< Since 1970; above the parent's.
  block_id parent;                   ///< `nil_block` at height 1.
  validator_id proposer;             ///< Who made it, in whatever round.
  root_hash validators_hash;         ///< Of the set that decides this height.
  root_hash next_validators_hash;    ///< Of the set two heights on.
  root_hash transactions_root;       ///< RFC 6962, over the transactions.
  std::vector<lane_root> lane_roots; ///< Of the height before; one per lane.
  root_hash evidence_root;           ///< RFC 6962, over the evidence.

  static auto fields(auto& x) {
    return std::tie(x.version, x.chain_id, x.height, x.time_ms, x.parent,
                    x.proposer, x.validators_hash, x.next_validators_hash,
                    x.transactions_root, x.lane_roots, x.evidence_root);
  }

  friend bool operator==(const block_header&, const block_header&) = default;
};

/// A header and the transactions it commits to, each canonically encoded.
struct block {
  static constexpr auto name = "block";

  block_header header;
  std::vector<std::string> transactions;

  static auto fields(auto& x) {
    return std::tie(x.header, x.transactions);
  }

  friend bool operator==(const block&, const block&) = default;
};

} // namespace synod
