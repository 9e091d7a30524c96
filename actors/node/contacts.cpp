#include "actors/node/contacts.hpp"

#include <stdexcept>

namespace synod {

namespace {

using topology::security_mode;

std::string endpoint_of(const topology::socket_address& x) {
  return x.port == 0 ? "" : "tcp://" + x.host + ":" + std::to_string(x.port);
}

crypto::curve_keys
keys_of(const topology::node_spec& self, const topology::data_folder& folder) {
  auto result = crypto::curve_keys{};
  try {
    result = crypto::read_curve_keys(folder.keys(), self.name);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string{error.what()}
                             + "; make keys with `synod keys new " + self.name
                             + "` and list the public one in the topology");
  }
  if (!self.public_key.empty() && self.public_key != result.public_key)
    throw std::runtime_error((folder.keys() / (self.name + ".public")).string()
                             + ": is not the key that the topology lists for "
                             + self.name);
  return result;
}

} // namespace

identity
identify(const topology::network& network, const topology::node_spec& self,
         const topology::data_folder& folder) {
  auto result = identity{};
  auto proves = network.security == security_mode::curve;
  auto& options = result.options;
  options.self = self.name;
  options.endpoint = endpoint_of(self.address);
  if (options.endpoint.empty())
    options.endpoint = "tcp://" + self.address.host + ":*";
  if (proves)
    options.keys = keys_of(self, folder);
  for (const auto& node : network.nodes) {
    if (node.name == self.name)
      continue;
    auto other = contact{node.name, endpoint_of(node.address), ""};
    if (proves) {
      other.public_key = node.public_key.empty()
                           ? crypto::read_public_key(folder.keys(), node.name)
                           : node.public_key;
      if (!options.members.emplace(other.public_key, node.name).second)
        throw std::runtime_error("two nodes have the public key of "
                                 + node.name);
    }
    result.others.push_back(std::move(other));
  }
  return result;
}

void make_missing_keys(const topology::network& network,
                       const topology::data_folder& folder) {
  if (network.security != security_mode::curve)
    return;
  for (const auto& node : network.nodes)
    if (node.public_key.empty()
        && !std::filesystem::exists(folder.keys() / (node.name + ".secret")))
      crypto::write_curve_keys(folder.keys(), node.name,
                               crypto::make_curve_keys());
}

} // namespace synod
