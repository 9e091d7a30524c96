#pragma once

#include "runtime/ledger/conservation.hpp"
#include "schemas/genesis.hpp"
#include "tests/sim/consensus/body.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace synod::sim {

/// The ledger below a simulated chain: the real contracts, over a few accounts
/// in memory. Signatures of transactions all hold; those of consensus are
/// `signature_scheme`'s.
class ledger_model {
public:
  /// Uniform below its argument.
  using chance = std::function<std::uint64_t(std::uint64_t below)>;

  /// At height 0.
  ledger_model();

  /// What a proposer may put into the next block: money that moves, is locked
  /// up, and comes back; some of it is refused.
  [[nodiscard]] std::vector<std::string>
  draw(std::uint64_t time_ms, const chance& below) const;

  /// Executes the next block.
  void execute(const body& x);

  /// Stands for the whole state.
  [[nodiscard]] const root_hash& root() const noexcept {
    return root_;
  }

  /// True if all the money there is adds up to the genesis' supply.
  [[nodiscard]] bool is_conserved() const;

private:
  [[nodiscard]] std::string
  draw_one(std::uint64_t time_ms, std::size_t sender, std::uint64_t nonce,
           const chance& below) const;

  std::shared_ptr<const genesis> genesis_; ///< The same for all copies.
  ledger::memory_state state_;
  std::vector<escrow_id> escrows_; ///< All that were ever opened.
  root_hash root_;
};

} // namespace synod::sim
