#pragma once

#include "runtime/topology/data_folder.hpp"
#include "runtime/topology/network.hpp"

#include <string>

namespace synod {

/// Runs one node of a network until SIGTERM or SIGINT: opens the transport,
/// spawns the node's actors in the topology's order, stops them in the reverse
/// order. Logs to standard error, never prompts or answers. Call it from the
/// main thread, before there is any other.
/// @throws std::exception with one line for a person if it cannot start
void run_node(const topology::network& network, const std::string& name,
              const topology::data_folder& folder);

} // namespace synod
