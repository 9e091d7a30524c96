#pragma once

#include "runtime/consensus/validator_set.hpp"
#include "runtime/proof/service_proof.hpp"
#include "schemas/genesis.hpp"

#include <string>

// Whether a header was decided by the validators that the genesis names.

namespace synod::proof {

/// @returns the genesis' validators as consensus counts them.
/// @pre `!ledger::check_genesis(x)`
[[nodiscard]] consensus::validator_set validators_of(const genesis& x);

/// @returns what headers carry of a set: SHA-256 of its canonical members.
[[nodiscard]] root_hash hash_of(const consensus::validator_set& x);

/// @returns SHA-256 of the canonical header.
[[nodiscard]] block_id id_of(const block_header& x);

/// Nothing here is taken from the header on trust: its chain, the hash of its
/// validators and every signature are held against the genesis.
/// @returns why the header is not a decided one of this chain, for a person;
///          empty if it is
[[nodiscard]] std::string
find_fault(const decided_header& x, const genesis& trusted);

/// How many of how many validators signed, for a person.
[[nodiscard]] std::string
describe_commit(const decided_header& x, const genesis& trusted);

} // namespace synod::proof
