#pragma once

#include "runtime/topology/network.hpp"
#include "schemas/address.hpp"
#include "schemas/route.hpp"

#include <vector>

// Where a topology puts which actors.

namespace synod {

/// An actor of one role and where it can be reached. Refers to the network.
template <class Spec>
struct placed {
  actor_address address;
  const Spec& spec;
};

/// @returns every actor of the role, in the topology's order.
template <class Spec>
[[nodiscard]] std::vector<placed<Spec>>
find_role(const topology::network& network) {
  auto result = std::vector<placed<Spec>>{};
  for (const auto& node : network.nodes)
    for (const auto& actor : node.actors)
      if (const auto* spec = std::get_if<Spec>(&actor.options))
        result.push_back({{node.name, actor.name}, *spec});
  return result;
}

[[nodiscard]] inline shard_range
range_of(const topology::shard_worker_spec& x) noexcept {
  return {x.block_first, x.block_last - x.block_first + 1};
}

} // namespace synod
