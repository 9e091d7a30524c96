#pragma once

#include "runtime/ledger/context.hpp"
#include "runtime/ledger/records.hpp"
#include "schemas/attestation.hpp"

// Settlement: one attestation per request, checked receipt by receipt, then
// paid from the escrow by the genesis table. In any order, once each.

namespace synod::ledger {

/// SHA-256(escrow id ‖ request number, 8 bytes big-endian).
[[nodiscard]] request_id
request_of(const escrow_id& escrow, std::uint64_t request_number);

[[nodiscard]] std::optional<attestation_record>
find_attestation(const state_reader& state, const state_keys& keys,
                 const request_id& id);

/// RFC 6962 over the canonical forms, in order.
[[nodiscard]] digest root_of(std::span<const signed_receipt> receipts);
[[nodiscard]] digest root_of(std::span<const failure_report> failures);

/// Refuses, in this order:
///
/// - `unknown_escrow`, `not_the_coordinator`, `escrow_expired`,
///   `request_settled`, `bad_fee_cap`;
/// - per receipt `foreign_receipt`, `wrong_model`, `wrong_profile`,
///   `unknown_worker`, `wrong_range`;
/// - what `check_tiling` refuses;
/// - `fee_over_cap`, `wrong_fee`, `escrow_exhausted`;
/// - `bad_failure_report`: of a worker that is not registered for that range of
///   the model, past the generation's positions, out of order, or a second one;
/// - `foreign_key`, last because it costs most.
///
/// A worker that leaves is paid until its bond has returned.
[[nodiscard]] refusal
run(state_changes& state, const transaction_context& tx, const attest& body);

} // namespace synod::ledger
