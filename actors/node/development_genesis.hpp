#pragma once

#include "runtime/topology/data_folder.hpp"
#include "runtime/topology/network.hpp"
#include "schemas/genesis.hpp"

namespace synod {

/// The rules of a chain for a network: its name, and delays that outlast the
/// longest of its requests. Without the community's account.
[[nodiscard]] chain_parameters
parameters_for(const topology::network& network);

/// Makes a genesis that names a network's validators and models and gives every
/// account money; makes the keys of those that have none.
/// @throws std::runtime_error, model_error with one line for a person
[[nodiscard]] genesis
make_development_genesis(const topology::network& network,
                         const topology::data_folder& folder);

} // namespace synod
