#include "apps/synod/genesis_parts.hpp"

#include "actors/node/development_genesis.hpp"
#include "runtime/accounts/key_ring.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <stdexcept>

namespace synod {

namespace {

/// As a TOML string, whose escapes are JSON's.
std::string toml_string(const std::string& x) {
  return nlohmann::json(x).dump();
}

} // namespace

std::string genesis_part(const topology::network& network,
                         const topology::data_folder& folder,
                         const std::string& node, amount balance) {
  const auto* found = topology::find_node(network, node);
  if (found == nullptr)
    throw std::runtime_error("the topology names no node " + node);
  auto result = std::string{};
  for (const auto& actor : found->actors)
    if (const auto* x = std::get_if<topology::validator_spec>(&actor.options))
      result += fmt::format(
        "[[validator]]\nnode = {}\nkey = \"{}\"\nweight = {}\n",
        toml_string(node),
        to_hex(accounts::make_development_key(folder.validator_key(node))),
        x->weight);
  for (const auto& name : accounts::account_names(*found))
    result += fmt::format(
      "[[account]] # {}\naccount = \"{}\"\nbalance = {}\n", name,
      to_hex(accounts::make_development_account(folder, name)), balance);
  if (result.empty())
    result = "# " + node + " has no part in the ledger\n";
  return result;
}

std::string
genesis_draft(const topology::network& network, const account_id& community,
              const std::vector<std::string>& parts) {
  auto rules = parameters_for(network);
  auto result = fmt::format("[chain]\nid = {}\ncommunity = \"{}\"\n"
                            "close_delay_s = {}\ndispute_window_s = {}\n",
                            toml_string(rules.chain_id), to_hex(community),
                            rules.close_delay_ms / 1'000,
                            rules.dispute_window_ms / 1'000);
  for (const auto& model : network.models)
    result
      += fmt::format("[[model]]\nname = {}\nfile = {}\n",
                     toml_string(model.name), toml_string(model.file.string()));
  for (const auto& part : parts)
    result += part;
  return result;
}

} // namespace synod
