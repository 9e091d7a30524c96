#pragma once

#include "runtime/ledger/context.hpp"
#include "runtime/ledger/records.hpp"
#include "schemas/ledger_bodies.hpp"

// Balances: who has how much that is not locked, and what belongs to nobody.

namespace synod::ledger {

/// @returns the account's record, all zero if it was never used.
[[nodiscard]] account_record
find_account(const state_reader& state, const state_keys& keys,
             const account_id& id);

[[nodiscard]] totals_record
find_totals(const state_reader& state, const state_keys& keys);

/// Adds to a balance.
void credit(state_changes& state, const state_keys& keys, const account_id& id,
            amount x);

/// Takes from a balance. @throws std::logic_error if it holds less
void debit(state_changes& state, const state_keys& keys, const account_id& id,
           amount x);

/// Counts money as gone that was taken from a balance or an escrow.
void burn(state_changes& state, const state_keys& keys, amount x);

/// Puts money that was taken from an escrow into the auditors' pool.
void credit_auditors(state_changes& state, const state_keys& keys, amount x);

/// Refuses `amount_is_zero`, `insufficient_balance`. A transfer to oneself is
/// one.
[[nodiscard]] refusal
run(state_changes& state, const transaction_context& tx, const transfer& body);

} // namespace synod::ledger
