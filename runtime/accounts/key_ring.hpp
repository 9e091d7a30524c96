#pragma once

#include "runtime/accounts/account.hpp"
#include "runtime/topology/data_folder.hpp"
#include "runtime/topology/network.hpp"

#include <filesystem>
#include <string>
#include <vector>

// The accounts of the processes that share one data folder: one key file each.
// Those that are made here are development keys, in the clear; a file that an
// owner put there under the same name is used instead.

namespace synod::accounts {

/// The account of an actor: NODE.ACTOR, with what a file name does not bear as
/// `-`.
[[nodiscard]] std::string
account_name(const std::string& node, const std::string& actor);

/// @returns the accounts of a node's actors, and `user_account` if it has the
///          gateway, beside which a user asks.
[[nodiscard]] std::vector<std::string>
account_names(const topology::node_spec& node);

/// @returns the accounts of a network's actors, and `user_account`: what a
///          genesis must give money to for the network to serve.
[[nodiscard]] std::vector<std::string>
account_names(const topology::network& network);

/// The account of whoever asks from this data folder.
constexpr auto user_account = "user";

/// The account of the community where nobody names another.
constexpr auto community_account = "community";

[[nodiscard]] std::filesystem::path
account_file(const topology::data_folder& folder, const std::string& name);

/// Makes a development key unless there is a key.
/// @returns its public half
/// @throws std::runtime_error with one line for a person
public_key make_development_key(const std::filesystem::path& file);

/// Likewise an account's. @returns whose it is
account_id make_development_account(const topology::data_folder& folder,
                                    const std::string& name);

/// @throws std::runtime_error with one line for a person
[[nodiscard]] account_id
read_account_id(const topology::data_folder& folder, const std::string& name);

/// @throws std::runtime_error likewise, also if the key needs a passphrase,
///         which no process can be asked for
[[nodiscard]] account
open_account(const topology::data_folder& folder, const std::string& name,
             std::string chain_id);

} // namespace synod::accounts
