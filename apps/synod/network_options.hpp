#pragma once

#include "apps/synod/command_line.hpp"
#include "apps/synod/gateway_call.hpp"
#include "runtime/topology/network.hpp"

#include <memory>
#include <string>

// What the commands that have to do with a network share.

namespace synod {

/// Adds `--data`, which tells one network on this machine from another.
void add_data_option(command_line command, std::string& data);

/// Where a command finds a running network.
struct network_choice {
  std::string data;
  std::string url;
  std::string key_file;
};

/// Adds `--data`, `--url` and `--api-key-file`.
void add_network_options(command_line command, network_choice& x);

/// @throws std::runtime_error with one line for a person
[[nodiscard]] gateway find_gateway(const network_choice& x);

/// Adds the topology as the command's next positional argument.
void add_topology_option(command_line command, std::string& file);

/// Adds the name of one of its nodes as the next positional argument.
void add_node_option(command_line command, std::string& name);

/// Reads a topology, with the block counts of the models that can be opened.
/// Prints every fault and warning on standard error.
/// @throws std::runtime_error if there is a fault
[[nodiscard]] topology::network load_network(const std::string& file);

} // namespace synod
