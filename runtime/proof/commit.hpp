#pragma once

#include "runtime/proof/service_proof.hpp"
#include "schemas/genesis.hpp"

#include <string>

// Whether a header was decided by the validators that the genesis names.

namespace synod::proof {

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
