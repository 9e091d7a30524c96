#pragma once

#include "runtime/ledger/reputation.hpp"
#include "schemas/block.hpp"
#include "schemas/chain_reads.hpp"
#include "schemas/ledger_bodies.hpp"

#include <map>
#include <optional>

// What a route is chosen by, as far as the chain tells: equal heights give
// equal facts, to whoever folds the blocks.

namespace synod::ledger {

/// @returns the block, or nothing if it is none, or not the one that its
///          height and receipts say.
[[nodiscard]] std::optional<block> open_block(const stored_block& x);

class route_facts {
public:
  /// Folds the block after `height()`.
  /// @returns it, opened; or nothing, and nothing changes, for another one or
  ///          what is none
  std::optional<block>
  fold(const stored_block& x, const chain_parameters& chain);

  [[nodiscard]] std::uint64_t height() const noexcept {
    return height_;
  }

  [[nodiscard]] const reputation& standings() const noexcept {
    return standings_;
  }

  /// @returns what an account offered last, or null if it never did. Whether it
  ///          still stays, load reports say: one that left signs none.
  [[nodiscard]] const register_worker* find(const account_id& worker) const;

private:
  std::uint64_t height_ = 0;
  reputation standings_;
  std::map<account_id, register_worker> offers_;
};

} // namespace synod::ledger
