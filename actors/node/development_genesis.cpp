#include "actors/node/development_genesis.hpp"

#include "actors/node/chain_rules.hpp"
#include "actors/node/placement.hpp"
#include "runtime/accounts/key_ring.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "runtime/manifest/manifest.hpp"

#include <algorithm>
#include <stdexcept>

namespace synod {

genesis
make_development_genesis(const topology::network& network,
                         const topology::data_folder& folder, time_ms now) {
  auto result = genesis{};
  result.parameters = parameters_for(network);
  result.parameters.community
    = accounts::make_development_account(folder, accounts::community_account);
  result.time = now;
  for (const auto& [address, spec] :
       find_role<topology::validator_spec>(network))
    result.validators.push_back(
      {address.node,
       accounts::make_development_key(folder.validator_key(address.node)),
       spec.weight});
  for (const auto& name : accounts::account_names(network))
    result.accounts.push_back(
      {accounts::make_development_account(folder, name), balance_each});
  for (const auto& model : network.models)
    result.models.push_back(manifest::describe(model.file, model.name));
  std::ranges::sort(result.validators, {}, &genesis_validator::key);
  std::ranges::sort(result.accounts, {}, &genesis_account::account);
  std::ranges::sort(result.models, {}, &genesis_model::manifest);
  if (auto error = ledger::check_genesis(result))
    throw std::runtime_error(error->text);
  return result;
}

} // namespace synod
