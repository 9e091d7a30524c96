#pragma once

#include "runtime/ledger/context.hpp"
#include "runtime/ledger/records.hpp"
#include "schemas/ledger_bodies.hpp"

// Who may serve: one worker per account, its name and CURVE key its own, its
// bond locked.

namespace synod::ledger {

[[nodiscard]] std::optional<worker_record>
find_worker(const state_reader& state, const state_keys& keys,
            const account_id& id);

/// @returns the account that holds a worker's name.
[[nodiscard]] std::optional<account_id>
find_worker_by_name(const state_reader& state, const state_keys& keys,
                    std::string_view worker_name);

[[nodiscard]] std::optional<model_record>
find_model(const state_reader& state, const state_keys& keys,
           const model_root& id);

/// Whether a route paid by this escrow may use the worker: it stays, serves the
/// escrow's model, and asks no more than the escrow's price.
[[nodiscard]] bool
is_eligible(const worker_record& worker, const escrow_record& escrow) noexcept;

/// Refuses `worker_exists`, `bad_worker_name`, `worker_name_taken`,
/// `curve_key_taken`, `unknown_model`, `wrong_range` (not within the model),
/// `bond_too_small`, `insufficient_balance`.
[[nodiscard]] refusal run(state_changes& state, const transaction_context& tx,
                          const register_worker& body);

/// Refuses `unknown_worker`, `worker_leaving`.
[[nodiscard]] refusal run(state_changes& state, const transaction_context& tx,
                          const unregister_worker& body);

/// Returns a bond whose dispute window has passed and forgets the worker.
void release_bond(state_changes& state, const state_keys& keys,
                  const account_id& id);

} // namespace synod::ledger
