#pragma once

#include "actors/account_keeper/account_keeper.hpp"
#include "actors/node/roles.hpp"
#include "schemas/genesis.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <vector>

// What a node's actors need of the ledger, where there is one: a network has
// one if its topology has validators.

namespace synod {

/// What workers ask and escrows pay per position, and what a worker bonds above
/// the genesis' minimum, unless a market says otherwise.
constexpr auto standard_ask = amount{5};
constexpr auto standard_price = amount{10};

struct ledger_place {
  synod::genesis genesis;
  std::vector<actor_address> validators;
};

/// @returns what a network's ledger begins with.
[[nodiscard]] std::filesystem::path
genesis_file(const topology::network& network,
             const topology::data_folder& folder);

/// @returns nothing where there is no ledger.
/// @throws std::runtime_error with one line for a person if the genesis cannot
///         be read
[[nodiscard]] std::optional<ledger_place>
find_ledger(const topology::network& network,
            const topology::data_folder& folder);

/// @returns the model, or null if the ledger does not know it.
[[nodiscard]] const genesis_model*
find_model(const ledger_place& ledger, const std::string& name);

/// @returns the CURVE key of every node that the topology proves.
/// @throws std::runtime_error likewise
[[nodiscard]] std::map<node_id, curve_key>
curve_keys_of(const topology::network& network,
              const topology::data_folder& folder);

/// Whoever asks validators through the node's transport.
[[nodiscard]] validators
validators_of(const role_surroundings& around, const ledger_place& ledger);

/// An account's key, for what runs on this node.
/// @throws std::runtime_error likewise
[[nodiscard]] accounts::account
account_of(const role_surroundings& around, const ledger_place& ledger,
           const std::string& actor);

/// Spawns the keeper of an account, which ends with `owner`.
[[nodiscard]] account_keeper_actor
spawn_keeper(const role_surroundings& around, const ledger_place& ledger,
             const accounts::account& account);

/// Ends `helper` when `owner` has ended.
void end_with(const caf::actor& owner, const caf::actor& helper);

} // namespace synod
