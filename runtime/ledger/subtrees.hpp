#pragma once

#include "runtime/crypto/merkle_tree.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// The aligned subtrees of an RFC 6962 tree over positions: those of 2^k leaves
// that begin at a multiple of 2^k. They belong to every tree that is long
// enough to hold them, so roots that different workers made of different
// intervals join to the one root over all positions. `schemas/receipt.hpp` says
// what for.

namespace synod::ledger {

/// Positions [first, first + count).
struct interval {
  std::uint64_t first = 0;
  std::uint64_t count = 0; ///< A power of two for a subtree.

  friend bool operator==(const interval&, const interval&) = default;
};

/// @returns the fewest aligned subtrees that cover the interval, in order; each
///          is the largest that begins where the one before ends.
[[nodiscard]] std::vector<interval> cover(const interval& x);

/// @returns the root of each subtree of `cover(x)`, made of the hashes of its
///          leaves. @pre `leaves.size() == x.count`
[[nodiscard]] std::vector<digest>
subtree_roots(const interval& x, std::span<const digest> leaves);

/// Joins the subtrees of intervals that follow each other from position 0 on.
class subtree_joiner {
public:
  /// @param roots of the subtrees of `cover(x)`
  /// @returns false, and changes nothing, unless `x` begins where the last one
  ///          ended and has as many roots as its cover.
  [[nodiscard]] bool add(const interval& x, std::span<const digest> roots);

  /// @returns the RFC 6962 root over all positions so far, or that of none.
  [[nodiscard]] digest root() const {
    return joined_.root();
  }

  [[nodiscard]] std::uint64_t positions() const noexcept {
    return joined_.size();
  }

private:
  crypto::merkle_frontier joined_;
};

} // namespace synod::ledger
