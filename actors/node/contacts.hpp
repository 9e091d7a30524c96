#pragma once

#include "runtime/crypto/curve_keys.hpp"
#include "runtime/topology/data_folder.hpp"
#include "runtime/topology/network.hpp"
#include "runtime/transport/options.hpp"

#include <string>
#include <vector>

namespace synod {

/// Another node as the topology describes it.
struct contact {
  node_id node;
  std::string endpoint;   ///< Empty: the data folder tells it at run time.
  std::string public_key; ///< Z85; empty in plain text.
};

/// Who a node is and whom it knows.
struct identity {
  transport_options options; ///< Name, endpoint to bind, keys, members.
  std::vector<contact> others;
};

/// Gathers a node's keys and those of all others, from the topology and, for
/// nodes whose key it does not list, from the data folder.
/// @throws std::runtime_error with one line for a person
[[nodiscard]] identity
identify(const topology::network& network, const topology::node_spec& self,
         const topology::data_folder& folder);

/// Makes the keys that `folder` lacks for nodes whose public key `network` does
/// not list. Does nothing in plain text.
/// @throws std::runtime_error with one line for a person
void make_missing_keys(const topology::network& network,
                       const topology::data_folder& folder);

} // namespace synod
