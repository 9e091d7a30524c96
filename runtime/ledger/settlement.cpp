#include "runtime/ledger/settlement.hpp"

#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/escrows.hpp"
#include "runtime/ledger/money.hpp"
#include "runtime/ledger/split.hpp"
#include "runtime/ledger/tables.hpp"

#include <algorithm>

namespace synod::ledger {

amount fee_of(amount cap, std::uint64_t tokens, amount price) noexcept {
  return std::min(cap, multiply_saturated(tokens, price));
}

void settle(state_changes& state, const transaction_context& tx,
            const attest& body, const attested_work& work) {
  auto keys = tx.block.keys();
  auto escrow = find_escrow(state, keys, body.cap.escrow);
  if (!escrow)
    throw std::logic_error{"the ledger settles from an escrow that is gone"};
  escrow->balance = subtract(escrow->balance, body.fee);
  store(state, keys.escrow(body.cap.escrow), *escrow);

  const auto& parameters = tx.block.parameters;
  auto split = split_fee(body.fee, parameters.split, work);
  for (const auto& [worker, pay] : split.workers)
    credit(state, keys, worker, pay);
  credit(state, keys, escrow->coordinator, split.coordinator);
  credit(state, keys, parameters.community, split.community);
  credit_auditors(state, keys, split.auditors);
  burn(state, keys, split.burned);
}

} // namespace synod::ledger
