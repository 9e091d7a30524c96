#include "runtime/ledger/dispatch.hpp"

#include "runtime/ledger/attestations.hpp"
#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/escrows.hpp"
#include "runtime/ledger/workers.hpp"

namespace synod::ledger {

refusal dispatch(state_changes& state, const transaction_context& tx,
                 const transaction_body& body) {
  return std::visit([&](const auto& x) { return run(state, tx, x); }, body);
}

} // namespace synod::ledger
