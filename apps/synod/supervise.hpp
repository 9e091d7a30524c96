#pragma once

#include "runtime/topology/data_folder.hpp"
#include "runtime/topology/network.hpp"

#include <filesystem>

namespace synod {

/// Runs every node of `network`, whose file is `file`, as a process of its own
/// until Ctrl-C, SIGTERM, or `synod down`. Prints one line per event.
/// @throws std::runtime_error with one line for a person if another network
///         runs in the folder, a key is missing, or it had to give up
void supervise_network(const topology::network& network,
                       const std::filesystem::path& file,
                       const topology::data_folder& folder);

/// Does so in the background. Returns when every node has started, the gateway
/// answers, and, if that takes no more than 2 s, all nodes see each other.
/// @returns the gateway's URL; empty if there is none
/// @throws std::runtime_error with the log's last lines if it does not start
std::string detach_network(const topology::network& network,
                           const std::filesystem::path& file,
                           const topology::data_folder& folder);

} // namespace synod
