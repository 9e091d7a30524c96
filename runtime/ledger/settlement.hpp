#pragma once

#include "runtime/ledger/context.hpp"
#include "runtime/ledger/receipt_tiling.hpp"
#include "schemas/attestation.hpp"

// From an attestation that was found right to money.

namespace synod::ledger {

/// @returns min(cap, tokens x price): what a request costs.
[[nodiscard]] amount
fee_of(amount cap, std::uint64_t tokens, amount price) noexcept;

/// Takes the fee from the escrow and gives it out by the genesis table.
/// @pre the escrow exists and holds the fee
void settle(state_changes& state, const transaction_context& tx,
            const attest& body, const attested_work& work);

} // namespace synod::ledger
