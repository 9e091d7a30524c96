#pragma once

#include "actors/validator/block_form.hpp"
#include "runtime/ledger/context.hpp"
#include "runtime/store/chain_store.hpp"
#include "schemas/consensus.hpp"

namespace synod::chain {

/// The last block that is stored, and what the next one must say of it.
struct chain_head {
  block_height height; ///< 0: the genesis alone.
  block_id id;         ///< Nil at height 0.
  time_ms time = 0;
  lane_root after; ///< What its execution left behind.
  /// It left something behind that no header shows yet: a block must follow at
  /// once.
  bool follow_up = false;
};

/// What a height did to the chain.
struct committed_block {
  chain_head head;
  std::vector<transaction_id> transactions; ///< In order; of all its receipts.
  /// Of the table of workers: what became of each that changed.
  ledger::state_changes::map_type workers;
};

/// Makes blocks, judges those of others, and executes what was decided: the
/// ledger as consensus sees it. Owns no thread; uses the store it is given.
class ledger_application {
public:
  /// Both references must outlive it.
  ledger_application(const genesis& begin, store::chain_store& disk,
                     ledger::signature_check check);

  /// Commits the genesis to an empty store, or finds the head of another one.
  /// @throws std::runtime_error with a sentence: the store is of another chain,
  ///         damaged, or full
  void start();

  [[nodiscard]] const chain_head& head() const noexcept {
    return head_;
  }

  [[nodiscard]] const consensus::validator_set& validators() const noexcept {
    return validators_;
  }

  /// @returns the next block, of these transactions as far as they fit.
  [[nodiscard]] block make(const validator_id& proposer, time_ms now,
                           std::vector<std::string> transactions) const;

  /// True if this may be the next block: its header says what is so, its time
  /// is above the parent's, and it is not too large. Whether its transactions
  /// have standing is not asked: each has a result in any case.
  [[nodiscard]] bool is_valid(const block& x) const;

  /// Executes the next block and stores it with all that it leaves behind, on
  /// disk when this returns. Fails as `chain_store::commit` does; the head is
  /// as it was then. @pre `is_valid(x)`
  [[nodiscard]] caf::expected<committed_block>
  commit(const block& x, bytes canonical, const certificate& why);

private:
  void begin_chain();
  void find_head(std::uint64_t height);
  [[nodiscard]] block_header next_header() const;

  const genesis& genesis_;
  store::chain_store& disk_;
  ledger::signature_check check_;
  consensus::validator_set validators_;
  root_hash validators_hash_;
  chain_head head_;
};

} // namespace synod::chain
