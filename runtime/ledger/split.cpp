#include "runtime/ledger/split.hpp"

#include "runtime/ledger/money.hpp"

#include <numeric>

namespace synod::ledger {

fee_split
split_fee(amount fee, const split_table& table, const attested_work& work) {
  auto share
    = [&](std::uint32_t points) { return fraction(fee, points, basis_points); };
  auto all
    = std::accumulate(work.work.begin(), work.work.end(), std::uint64_t{0},
                      [](auto sum, const auto& x) { return sum + x.second; });
  auto result = fee_split{};
  auto left = fee;
  for (const auto& [worker, part] : work.work) {
    auto pay = fraction(share(table.workers), part, all);
    result.workers.emplace(worker, pay);
    left = subtract(left, pay);
  }
  result.coordinator = share(table.coordinator);
  result.auditors = share(table.auditors);
  result.burned = share(table.burn);
  left = subtract(left, result.coordinator);
  left = subtract(left, result.auditors);
  result.community = subtract(left, result.burned);
  return result;
}

} // namespace synod::ledger
