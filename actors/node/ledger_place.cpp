#include "actors/node/ledger_place.hpp"

#include "actors/node/placement.hpp"
#include "actors/validator/open_genesis.hpp"
#include "runtime/accounts/key_ring.hpp"
#include "runtime/crypto/curve_keys.hpp"

#include <caf/send.hpp>
#include <zmq.h>

#include <stdexcept>

namespace synod {

std::filesystem::path genesis_file(const topology::network& network,
                                   const topology::data_folder& folder) {
  return network.ledger.genesis.empty() ? folder.genesis()
                                        : network.ledger.genesis;
}

std::optional<ledger_place> find_ledger(const topology::network& network,
                                        const topology::data_folder& folder) {
  auto validators = find_role<topology::validator_spec>(network);
  if (validators.empty())
    return {};
  auto result
    = ledger_place{chain::open_genesis(genesis_file(network, folder)), {}};
  for (const auto& x : validators)
    result.validators.push_back(x.address);
  return result;
}

const genesis_model*
find_model(const ledger_place& ledger, const std::string& name) {
  for (const auto& x : ledger.genesis.models)
    if (x.model_name == name)
      return &x;
  return nullptr;
}

std::map<node_id, curve_key>
curve_keys_of(const topology::network& network,
              const topology::data_folder& folder) {
  auto result = std::map<node_id, curve_key>{};
  if (network.security != topology::security_mode::curve)
    return result;
  for (const auto& node : network.nodes) {
    auto text = node.public_key.empty()
                  ? crypto::read_public_key(folder.keys(), node.name)
                  : node.public_key;
    auto bytes = curve_key::bytes_type{};
    if (::zmq_z85_decode(bytes.data(), text.c_str()) == nullptr)
      throw std::runtime_error("the public key of " + node.name
                               + " is not a CURVE key");
    result[node.name] = curve_key{bytes};
  }
  return result;
}

validators
validators_of(const role_surroundings& around, const ledger_place& ledger) {
  return {ledger.validators, [&net = around.net](const actor_address& x) {
            return net.resolve<validator_actor>(x);
          }};
}

accounts::account
account_of(const role_surroundings& around, const ledger_place& ledger,
           const std::string& actor) {
  return accounts::open_account(around.folder,
                                accounts::account_name(around.node.name, actor),
                                ledger.genesis.parameters.chain_id);
}

account_keeper_actor
spawn_keeper(const role_surroundings& around, const ledger_place& ledger,
             const accounts::account& account) {
  return around.system.spawn(account_keeper, account,
                             validators_of(around, ledger));
}

void end_with(const caf::actor& owner, const caf::actor& helper) {
  owner->attach_functor([helper](const caf::error&) {
    caf::anon_send_exit(helper, caf::exit_reason::user_shutdown);
  });
}

} // namespace synod
