#pragma once

#include "runtime/ledger/context.hpp"
#include "schemas/receipt.hpp"

#include <map>

// Whether a request's receipts are one whole piece of work. Knows no state and
// no signature.
//
// Per generation: the ranges tile the model's blocks; within each range the
// intervals tile [0, n), the same n for all; and what went out of a range is
// what came into the next, as RFC 6962 roots over [0, n). So each (block,
// position) occurs once, by whoever made the output that the next stage used.

namespace synod::ledger {

/// What the receipts add up to.
struct attested_work {
  std::uint64_t tokens = 0; ///< Positions of all generations.
  /// (Block, position) pairs per worker; they sum to tokens x blocks.
  std::map<account_id, std::uint64_t> work;
  /// Positions of each generation, from 0 on.
  std::vector<std::uint32_t> positions;
};

/// Refuses `bad_interval` unless the receipt covers 1 to 64 positions within
/// one multiple of 64, with the roots of exactly its aligned subtrees.
[[nodiscard]] refusal check_interval(const receipt& x);

/// Adds up receipts of a model of `blocks` blocks into `work`.
///
/// Refuses, for the first receipt that breaks a rule, `bad_interval`,
/// `receipts_unordered`, `duplicate_receipt`, `overlapping_receipts`,
/// `receipt_gap`, `blocks_not_tiled`, `roots_differ`; `nothing_attested` if
/// there is none. Generations count from 0 without a gap, else
/// `receipts_unordered`.
[[nodiscard]] refusal check_tiling(std::span<const signed_receipt> receipts,
                                   std::uint32_t blocks, attested_work& work);

} // namespace synod::ledger
