#include "actors/gateway/gateway_state.hpp"
#include "actors/node/ledger_place.hpp"
#include "actors/node/placement.hpp"
#include "runtime/accounts/key_ring.hpp"
#include "runtime/crypto/random.hpp"
#include "runtime/log/log.hpp"

#include <fstream>
#include <memory>
#include <stdexcept>

namespace synod {

namespace {

/// One key a line; empty lines and those that begin with `#` do not count.
std::vector<std::string> read_keys(const std::filesystem::path& file) {
  auto result = std::vector<std::string>{};
  if (file.empty())
    return result;
  auto in = std::ifstream{file};
  for (auto line = std::string{}; std::getline(in, line);)
    if (!line.empty() && line[0] != '#')
      result.push_back(line);
  if (result.empty())
    throw std::runtime_error(file.string()
                             + " cannot be read, or holds no API key; expected "
                               "one a line");
  return result;
}

/// A key for this user's own commands, which the data folder keeps.
std::string make_own_key(const topology::data_folder& folder) {
  auto known = topology::read_line(folder.gateway_key());
  if (known && known->size() == 64)
    return *known;
  auto key = to_hex(crypto::random_request_id());
  topology::write_file(folder.gateway_key(), key + "\n");
  return key;
}

openai::served_model
placement_of(const topology::network& network, const std::string& model) {
  auto result = openai::served_model{model, {}};
  for (const auto& [address, spec] :
       find_role<topology::shard_worker_spec>(network))
    if (spec.model == model)
      result.placement.push_back({address, range_of(spec)});
  return result;
}

// So many positions a request may have, as far as a gateway knows: what the
// coordinator does not use of its cap comes back.
constexpr auto positions_max = amount{4'096};

payment_options
payment_of(const role_surroundings& around, const ledger_place& ledger,
           const std::string& name, const topology::gateway_spec& spec) {
  auto result = payment_options{};
  result.account = account_of(around, ledger, name);
  result.terms.price = standard_price;
  for (const auto& x : ledger.genesis.models)
    result.models[x.model_name]
      = {x.manifest, positions_max * standard_price, x.blocks};
  for (const auto& [address, coordinator] :
       find_role<topology::coordinator_spec>(around.network))
    result.coordinators[address.node + '/' + address.actor]
      = accounts::read_account_id(
        around.folder, accounts::account_name(address.node, address.actor));
  result.keeper = spawn_keeper(around, ledger, result.account);
  result.chain = validators_of(around, ledger);
  result.parameters = ledger.genesis.parameters;
  auto own = accounts::account_name(around.node.name, name);
  result.escrows = around.folder.root / "escrows" / (own + ".json");
  result.records = around.folder.root / "records" / own;
  result.records_max = spec.records_max;
  return result;
}

gateway_options
options_of(const role_surroundings& around, const std::string& name,
           const topology::gateway_spec& spec) {
  const auto& network = around.network;
  auto result = gateway_options{};
  result.self = {around.node.name, name};
  result.network = network.name;
  result.listen_host = spec.listen.host;
  result.listen_port = spec.listen.port;
  result.api_keys = read_keys(spec.api_keys_file);
  if (!result.api_keys.empty())
    result.api_keys.push_back(make_own_key(around.folder));
  for (const auto& model : network.models)
    result.models.push_back(placement_of(network, model.name));
  for (const auto& [address, agent] :
       find_role<topology::rag_agent_spec>(network))
    result.corpora.push_back({agent.corpus, agent.domain, address});
  for (const auto& [address, coordinator] :
       find_role<topology::coordinator_spec>(network))
    result.coordinators.push_back(address);
  for (const auto& node : network.nodes)
    result.nodes.push_back({node.name, "node"});
  result.request_timeout = network.limits.request_timeout;
  if (auto ledger = find_ledger(around.network, around.folder))
    result.payment = payment_of(around, *ledger, name, spec);
  return result;
}

gateway_resolver resolver_of(transport& net) {
  return {
    .coordinator
    = [&net](
        const actor_address& x) { return net.resolve<coordinator_actor>(x); },
    .node
    = [&net](const actor_address& x) { return net.resolve<node_actor>(x); },
    .rag_agent
    = [&net](
        const actor_address& x) { return net.resolve<rag_agent_actor>(x); },
    .node_of = node_of,
  };
}

/// A gateway that clients can reach.
struct open_gateway {
  gateway_actor handle;
  std::string url;
};

/// @throws std::runtime_error if it cannot listen where it should
open_gateway open(const role_surroundings& around, gateway_options options) {
  auto url = std::make_shared<std::string>();
  options.on_listening = [url](const std::string& x) { *url = x; };
  auto handle
    = spawn_gateway(around.system, std::move(options), resolver_of(around.net));
  return {std::move(handle), *url};
}

/// Likewise, on any free port if the topology allows that.
open_gateway
open_somewhere(const role_surroundings& around, gateway_options options,
               topology::gateway_spec::taken_port if_taken) {
  try {
    return open(around, options);
  } catch (const cannot_listen& error) {
    if (if_taken != topology::gateway_spec::taken_port::any
        || options.listen_port == 0)
      throw;
    log::warn("gateway - {} A free port serves instead.", error.what());
    options.listen_port = 0;
    return open(around, std::move(options));
  }
}

} // namespace

running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::gateway_spec& spec) {
  auto options = options_of(around, name, spec);
  auto payment = options.payment;
  auto [handle, url]
    = open_somewhere(around, std::move(options), spec.if_taken);
  if (payment)
    end_with(caf::actor_cast<caf::actor>(handle),
             caf::actor_cast<caf::actor>(payment->keeper));
  around.net.publish(name, caf::actor_cast<asker_actor>(handle));
  topology::write_file(around.folder.gateway_url(), url + "\n");
  return {{"gateway", name, caf::actor_cast<status_actor>(handle)},
          caf::actor_cast<caf::actor>(handle)};
}

} // namespace synod
