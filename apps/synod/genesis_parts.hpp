#pragma once

#include "runtime/topology/data_folder.hpp"
#include "runtime/topology/network.hpp"
#include "schemas/keys.hpp"
#include "schemas/ledger_ids.hpp"

#include <string>
#include <vector>

// A genesis for machines that do not share a disk: each makes its own keys and
// gives away a part of a draft, in which there are their public halves alone.

namespace synod {

/// What a draft must say of a node: its validator, and money for the account of
/// each of its actors that has one. Makes the keys that are missing,
/// unencrypted.
/// @throws std::runtime_error with one line for a person, also if no node has
///         that name
[[nodiscard]] std::string genesis_part(const topology::network& network,
                                       const topology::data_folder& folder,
                                       const std::string& node, amount balance);

/// What somebody gave, and where it was read.
struct given_part {
  std::string file;
  std::string text;
};

/// The draft of a network's genesis: its chain, its models, and of these parts
/// the validators and the accounts.
/// @throws std::runtime_error with one line for a person, if a part holds
///         anything else, or the network's validators are not named once each
[[nodiscard]] std::string
genesis_draft(const topology::network& network, const account_id& community,
              const std::vector<given_part>& parts);

} // namespace synod
