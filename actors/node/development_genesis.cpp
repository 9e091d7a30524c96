#include "actors/node/development_genesis.hpp"

#include "actors/node/placement.hpp"
#include "actors/wall_clock.hpp"
#include "runtime/accounts/key_ring.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "runtime/manifest/manifest.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace synod {

namespace {

constexpr auto balance_each = amount{1'000'000'000};

constexpr auto settling_ms = time_ms{300'000};

/// The account of the community, which a development network has no other for.
constexpr auto community = "community";

/// Letters, digits and `-`, as a chain's name may have them.
std::string chain_id_of(const std::string& network) {
  auto result = std::string{};
  for (auto x : network.substr(0, 32))
    result += x == '_' ? '-' : static_cast<char>(std::tolower(x));
  return result;
}

} // namespace

chain_parameters parameters_for(const topology::network& network) {
  auto result = chain_parameters{};
  result.chain_id = chain_id_of(network.name);
  // A closed escrow must outlast the requests that it pays for.
  auto longest = std::chrono::milliseconds{network.limits.request_timeout};
  result.close_delay_ms = std::max(
    result.close_delay_ms, static_cast<time_ms>(longest.count()) + settling_ms);
  result.dispute_window_ms
    = std::max(result.dispute_window_ms, result.close_delay_ms);
  return result;
}

genesis make_development_genesis(const topology::network& network,
                                 const topology::data_folder& folder) {
  auto result = genesis{};
  result.parameters = parameters_for(network);
  result.parameters.community
    = accounts::make_development_account(folder, community);
  result.time = wall_ms();
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
