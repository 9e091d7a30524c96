#pragma once

#include "runtime/topology/network.hpp"
#include "schemas/genesis.hpp"

namespace synod {

/// What each account begins with where nobody says.
constexpr auto balance_each = amount{1'000'000'000};

/// The rules of a chain for a network: its name, and delays that outlast the
/// longest of its requests. Without the community's account.
[[nodiscard]] chain_parameters parameters_for(const topology::network& network);

} // namespace synod
