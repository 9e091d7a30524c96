#include "runtime/ledger/conservation.hpp"

#include "runtime/ledger/money.hpp"
#include "runtime/ledger/records.hpp"
#include "runtime/ledger/state_keys.hpp"
#include "runtime/ledger/tables.hpp"

namespace synod::ledger {

void money_count::count(amount x) noexcept {
  auto sum = checked_add(total_, x);
  overflown_ = overflown_ || !sum;
  total_ = sum.value_or(total_);
}

void money_count::add(const bytes& key, const bytes& value) {
  switch (table_of(key)) {
    case table::accounts:
      return count(read_record<account_record>(value).balance);
    case table::workers:
      return count(read_record<worker_record>(value).bond);
    case table::escrows:
      return count(read_record<escrow_record>(value).balance);
    case table::totals: {
      auto totals = read_record<totals_record>(value);
      count(totals.burned);
      count(totals.auditors);
      supply_ += totals.supply;
      return;
    }
    case table::models:
    case table::worker_names:
    case table::worker_keys:
    case table::attestations:
    case table::releases:
    case table::release_entries:
      return; // hold no money
  }
  throw std::runtime_error{"the ledger's state is damaged: a key of no table"};
}

money_count count_money(const memory_state& state) {
  auto result = money_count{};
  for (const auto& [key, value] : state.values())
    result.add(key, value);
  return result;
}

} // namespace synod::ledger
