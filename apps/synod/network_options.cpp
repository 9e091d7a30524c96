#include "apps/synod/network_options.hpp"

#include "apps/synod/secret_file.hpp"
#include "runtime/model/gguf.hpp"
#include "runtime/model/model_config.hpp"
#include "runtime/topology/read_network.hpp"

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

/// As the gateway's clients write it, or with `/v1` as an OpenAI client's.
std::string without_path(std::string url) {
  while (url.ends_with('/'))
    url.pop_back();
  if (url.ends_with("/v1"))
    url.resize(url.size() - 3);
  return url;
}

} // namespace

void add_data_option(command_line command, std::string& data) {
  data = topology::default_data_folder().string();
  command
    .add_option("--data", data,
                "Folder of the network's keys, logs and state; two networks "
                "side by side use two")
    .capture_default_str();
}

void add_network_options(command_line command, network_choice& x) {
  add_data_option(command, x.data);
  command.add_option("--url", x.url,
                     "The gateway, http://HOST:PORT, instead of --data");
  command.add_option("--api-key-file", x.key_file,
                     "Its first line is the key, if the gateway asks for one");
}

gateway find_gateway(const network_choice& x) {
  auto result = x.url.empty() ? gateway::of({std::filesystem::absolute(x.data)})
                              : gateway{without_path(x.url), {}};
  if (!x.key_file.empty())
    result.key = read_secret(x.key_file, "API key");
  return result;
}

void add_topology_option(command_line command, std::string& file) {
  command.add_option("file", file, "A topology (TOML)").required();
}

void add_node_option(command_line command, std::string& name) {
  command.add_option("name", name, "The node's name in the topology")
    .required();
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
