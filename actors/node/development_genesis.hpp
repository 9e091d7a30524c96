#pragma once

#include "runtime/topology/data_folder.hpp"
#include "runtime/topology/network.hpp"
#include "schemas/genesis.hpp"

namespace synod {

/// Makes a genesis that names a network's validators and models and gives every
/// account money; makes the keys of those that have none.
/// @param now milliseconds since 1970
/// @throws std::runtime_error, model_error with one line for a person
[[nodiscard]] genesis
make_development_genesis(const topology::network& network,
                         const topology::data_folder& folder, time_ms now);

} // namespace synod
