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

/// The draft of a network's genesis: its chain, its models, and these parts.
[[nodiscard]] std::string
genesis_draft(const topology::network& network, const account_id& community,
              const std::vector<std::string>& parts);

} // namespace synod
