#pragma once

#include "runtime/ledger/context.hpp"
#include "runtime/ledger/records.hpp"
#include "schemas/ledger_bodies.hpp"

// What clients have paid ahead: money of the owner that only settlement, by the
// one coordinator, or the way back may move.

namespace synod::ledger {

/// The id of the escrow that this transaction opens.
[[nodiscard]] escrow_id escrow_of(const transaction_id& id) noexcept;

[[nodiscard]] std::optional<escrow_record>
find_escrow(const state_reader& state, const state_keys& keys,
            const escrow_id& id);

/// Refuses `unknown_model`, `amount_is_zero` (price or deposit), `bad_expiry`
/// (earlier than the close delay from now), `insufficient_balance`.
[[nodiscard]] refusal run(state_changes& state, const transaction_context& tx,
                          const open_escrow& body);

/// Refuses `amount_is_zero`, `unknown_escrow`, `escrow_closing`,
/// `escrow_expired`, `insufficient_balance`.
[[nodiscard]] refusal
run(state_changes& state, const transaction_context& tx, const top_up& body);

/// Refuses `unknown_escrow`, `not_the_owner`, `escrow_closing`.
[[nodiscard]] refusal run(state_changes& state, const transaction_context& tx,
                          const close_escrow& body);

/// Refuses `unknown_escrow`, `escrow_not_expired`.
[[nodiscard]] refusal
run(state_changes& state, const transaction_context& tx, const expire& body);

/// Pays an escrow back to its owner and forgets it; nothing if it is gone.
void pay_back(state_changes& state, const state_keys& keys,
              const escrow_id& id);

} // namespace synod::ledger
