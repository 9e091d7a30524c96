#pragma once

#include "runtime/topology/data_folder.hpp"
#include "runtime/topology/network.hpp"

namespace synod {

/// Makes what a network with validators lacks to run on this machine: their
/// keys, the accounts of its actors, and a genesis that names the validators
/// and the models and gives every account money. All keys are development keys,
/// in the clear; a network whose topology names a genesis gets none made.
/// @returns a line for a person about what was made; empty if nothing was
/// @throws std::runtime_error, model_error with one line for a person
std::string make_missing_ledger(const topology::network& network,
                                const topology::data_folder& folder);

} // namespace synod
