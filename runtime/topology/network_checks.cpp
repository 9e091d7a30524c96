#include "runtime/topology/network_reader.hpp"

#include <algorithm>

// What no single value of a topology file shows: names that repeat, addresses
// that clash, machines that cannot know each other, blocks that nobody runs.

namespace synod::topology {

namespace {

bool is_loopback(const std::string& host) {
  return host == "localhost" || host.starts_with("127.");
}

template <class Role>
std::ptrdiff_t count_of(const node_spec& x) {
  return std::ranges::count_if(x.actors, [](const actor_spec& actor) {
    return std::holds_alternative<Role>(actor.options);
  });
}

template <class Role>
bool has_role(const network& x) {
  return std::ranges::any_of(
    x.nodes, [](const node_spec& node) { return count_of<Role>(node) > 0; });
}

} // namespace

void network_reader::check_new(table_reader& in, const std::string& key,
                               const std::string& kind,
                               const std::string& value) {
  if (!taken_.emplace(kind, value).second)
    in.refuse(key, "another " + kind + " is \"" + value
                     + "\" already; expected one that differs");
}

void network_reader::check_address(table_reader& in, const std::string& key,
                                   const socket_address& x) {
  if (x.port != 0)
    check_new(in, key, "address", x.host + ":" + std::to_string(x.port));
  else if (key == "address" && !is_loopback(x.host))
    in.refuse(key, "expected a fixed port: only nodes on this machine can be "
                   "told of a free one");
}

void network_reader::check_actors(table_reader& in, const node_spec& node) {
  auto shards
    = std::set<std::tuple<std::string, std::uint32_t, std::uint32_t>>{};
  for (const auto& actor : node.actors) {
    const auto* shard = std::get_if<shard_worker_spec>(&actor.options);
    if (shard != nullptr
        && !shards.emplace(shard->model, shard->block_first, shard->block_last)
              .second)
      in.refuse("actor", "two shard_workers of node " + node.name
                           + " run the same blocks of " + shard->model
                           + "; expected replicas on different nodes");
  }
  if (count_of<coordinator_spec>(node) > 1)
    in.refuse("actor", "node " + node.name
                         + " has more than one coordinator; expected one");
  if (count_of<validator_spec>(node) > 1)
    in.refuse("actor", "node " + node.name
                         + " has more than one validator; expected each on a "
                           "node of its own");
}

void network_reader::check_machines() {
  auto apart = std::ranges::any_of(network_.nodes, [](const node_spec& node) {
    return !node.address.host.empty() && !is_loopback(node.address.host);
  });
  if (!apart || network_.security != security_mode::curve)
    return;
  for (std::size_t i = 0; i < network_.nodes.size(); ++i)
    if (network_.nodes[i].public_key.empty())
      nodes_[i].refuse("public_key",
                       "expected the node's public key, since nodes run on "
                       "several machines: see `synod keys new`");
}

void network_reader::check_roles(table_reader& root) {
  if (has_role<gateway_spec>(network_) && !has_role<coordinator_spec>(network_))
    root.refuse("node", "there is a gateway; expected a coordinator as well");
  if (!has_role<gateway_spec>(network_))
    warnings_.push_back("no node has a gateway: nobody can ask this network");
}

void network_reader::check_validators(table_reader& root) {
  auto count = std::ranges::count_if(network_.nodes, [](const node_spec& node) {
    return count_of<validator_spec>(node) > 0;
  });
  constexpr auto validators_max = 100;
  if (count == 0 && ledger_read_)
    root.refuse("ledger", "there is no validator to keep a ledger; expected a "
                          "node with the role \"validator\"");
  if (count > validators_max)
    root.refuse("node", "there are " + std::to_string(count)
                          + " validators; expected at most 100");
  if (count > 0 && count < 4)
    warnings_.push_back("with " + std::to_string(count)
                        + " of at least 4 validators, one that is lost or lies "
                          "stops the ledger");
  for (std::size_t i = 0; count > 0 && i < network_.nodes.size(); ++i)
    if (count_of<shard_worker_spec>(network_.nodes[i]) > 1)
      nodes_[i].refuse("actor", "node " + network_.nodes[i].name
                                  + " has more than one shard_worker; expected "
                                    "each on a node of its own, since the "
                                    "ledger pays one worker for a node's key");
}

void network_reader::check_tilings() {
  for (auto& [name, model] : models_) {
    auto ranges = std::vector<block_range>{};
    for (const auto& shard : model.shards)
      ranges.push_back(shard.range);
    auto checked = check_tiling(ranges, model.blocks);
    if (!checked.fault.empty())
      model.at.refuse("name", "model \"" + name + "\": " + checked.fault);
    for (auto index : checked.unused)
      model.shards[index].at.refuse(
        "blocks", "no route can use this range; expected one that meets the "
                  "other ranges of \""
                    + name + "\" end to end");
  }
}

} // namespace synod::topology
