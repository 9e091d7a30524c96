#include "apps/synod/network_options.hpp"

#include "runtime/model/gguf.hpp"
#include "runtime/model/model_config.hpp"
#include "runtime/topology/read_network.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <stdexcept>

namespace synod {

namespace {

std::optional<std::uint32_t> count_blocks(const std::filesystem::path& file) {
  try {
    return model::model_config::from(*model::gguf_file::open(file)).blocks;
  } catch (const std::exception&) {
    return {};
  }
}

} // namespace

void add_data_option(CLI::App& command, std::string& data) {
  data = topology::default_data_folder().string();
  command
    .add_option("--data", data,
                "Folder of the network's keys, logs and state; two networks "
                "side by side use two")
    ->capture_default_str();
}

void add_topology_option(CLI::App& command, std::string& file) {
  command.add_option("file", file, "A topology (TOML)")->required();
}

topology::network load_network(const std::string& file) {
  auto result = topology::read_network_file(file, count_blocks);
  for (const auto& warning : result.warnings)
    std::cerr << file << ": warning: " << warning << '\n';
  for (const auto& fault : result.faults)
    std::cerr << topology::to_string(fault, file) << '\n';
  if (!result.found)
    throw std::runtime_error(
      file + " is not a topology: " + std::to_string(result.faults.size())
      + (result.faults.size() == 1 ? " fault, listed above"
                                   : " faults, listed above"));
  if (result.found->security == topology::security_mode::plaintext)
    std::cerr << file
              << ": WARNING: security = \"plaintext\": nothing between the "
                 "nodes is encrypted, and any machine that reaches their ports "
                 "can pose as any of them\n";
  return std::move(*result.found);
}

} // namespace synod
