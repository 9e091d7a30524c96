#pragma once

#include "runtime/ledger/state.hpp"
#include "schemas/digest.hpp"
#include "schemas/genesis.hpp"

#include <optional>
#include <string>

// What a chain may begin with, and the state it begins with.

namespace synod::ledger {

/// Why no chain can begin with a genesis.
enum class genesis_fault : std::uint8_t {
  unknown_version,
  bad_chain_id,
  fee_is_zero,
  split_not_whole,
  no_community,
  bond_is_zero,
  epoch_is_zero,
  delay_is_zero,
  delay_too_long,
  dispute_window_too_short,
  transaction_size_out_of_range,
  time_is_zero,
  no_validator,
  bad_validator_name,
  weight_is_zero,
  weight_too_large,
  validators_unordered,
  duplicate_validator_name,
  accounts_unordered,
  supply_too_large,
  supply_is_zero,
  bad_model_name,
  duplicate_model_name,
  model_without_blocks,
  bad_profile,
  models_unordered,
};

/// Returns the enumerator's name.
[[nodiscard]] const char* to_string(genesis_fault x) noexcept;

struct genesis_error {
  genesis_fault fault;
  std::string text; ///< What is wrong, where, and what to do, for a person.
};

/// @returns the first fault, in the order of the fields, or nothing.
[[nodiscard]] std::optional<genesis_error> check_genesis(const genesis& x);

/// @returns SHA-256 of the canonical form: what a proof trusts.
[[nodiscard]] digest hash_of(const genesis& x);

/// @returns the state at height 0, all of it in lane 0: balances, models, and
///          the supply that they add up to. @pre `!check_genesis(x)`
[[nodiscard]] state_changes::map_type genesis_state(const genesis& x);

} // namespace synod::ledger
