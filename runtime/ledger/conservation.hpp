#pragma once

#include "runtime/ledger/state.hpp"
#include "schemas/ledger_ids.hpp"

namespace synod::ledger {

/// Counts all the money of a state, whose every key and value it is shown once,
/// in any order: balances, escrows, bonds, the auditors' pool, and what was
/// burned. All of it together is the supply, after every transaction.
class money_count {
public:
  /// @throws std::runtime_error if the value is not what its key promises
  void add(const bytes& key, const bytes& value);

  [[nodiscard]] amount total() const noexcept {
    return total_;
  }

  [[nodiscard]] amount supply() const noexcept {
    return supply_;
  }

  [[nodiscard]] bool is_conserved() const noexcept {
    return !overflown_ && total_ == supply_;
  }

private:
  void count(amount x) noexcept;

  amount total_ = 0;
  amount supply_ = 0;
  bool overflown_ = false;
};

/// Counts a state in memory.
[[nodiscard]] money_count count_money(const memory_state& state);

} // namespace synod::ledger
