#pragma once

#include "runtime/ledger/admission.hpp"

namespace synod::ledger {

/// Runs the contract that the body is for. What it refuses stands in the header
/// of that contract. @pre the transaction has standing and has paid
[[nodiscard]] refusal
dispatch(state_changes& state, const transaction_context& tx,
         const transaction_body& body);

} // namespace synod::ledger
