#pragma once

#include "runtime/ledger/receipt_tiling.hpp"
#include "schemas/genesis.hpp"

#include <map>

namespace synod::ledger {

constexpr auto basis_points = std::uint32_t{10'000};

/// Who gets what of one fee.
struct fee_split {
  std::map<account_id, amount> workers;
  amount coordinator = 0;
  amount auditors = 0;
  amount burned = 0;
  amount community = 0; ///< Its share, every remainder, and what no one holds.

  friend bool operator==(const fee_split&, const fee_split&) = default;
};

/// Splits a fee by the genesis table. The workers' share goes by (block,
/// position) run. All parts together are the fee, exactly.
/// @pre the table sums to 10,000 and `work` is not empty
[[nodiscard]] fee_split
split_fee(amount fee, const split_table& table, const attested_work& work);

} // namespace synod::ledger
