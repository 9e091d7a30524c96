#pragma once

#include "runtime/consensus/validator_set.hpp"
#include "schemas/block.hpp"
#include "schemas/genesis.hpp"

// What a header names by a hash, and is named by: validators and whoever checks
// a proof must not differ about it.

namespace synod::ledger {

/// @returns SHA-256 of the canonical header: the block's name.
[[nodiscard]] block_id id_of(const block_header& x);

/// @returns what headers carry of a set: SHA-256 of its canonical members.
[[nodiscard]] root_hash hash_of(const consensus::validator_set& x);

/// @returns the genesis' validators as consensus counts them.
/// @pre `!check_genesis(x)`
[[nodiscard]] consensus::validator_set validators_of(const genesis& x);

} // namespace synod::ledger
