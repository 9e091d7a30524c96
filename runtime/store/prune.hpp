#pragma once

#include "runtime/store/chain_tables.hpp"

namespace synod::store {

/// Forgets what only the states before `first_state` use: at most `nodes_max`
/// nodes and as many roots, the oldest first, so that the rest waits for the
/// next call.
/// @returns `store_damaged` if a note of what is stale is not what was written
[[nodiscard]] caf::error
prune_states(write_transaction& out, const chain_tables& in,
             std::uint64_t first_state, std::size_t nodes_max);

} // namespace synod::store
