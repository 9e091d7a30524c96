#pragma once

#include "actors/coordinator/replicas.hpp"

#include <functional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

namespace synod::coordinator {

using address_set = std::set<actor_address, address_order>;

/// What a route is wanted for.
struct route_wish {
  std::string_view model;
  std::uint32_t blocks = 0;    ///< Of the model.
  request_id request;          ///< Spreads requests over equal workers.
  std::span<const hop> keep{}; ///< Hops with KV cache that is worth keeping.
  const address_set* barred = nullptr; ///< Workers not to use at all, or null.
  std::function<bool(const hop&)> allows{}; ///< If set: the only ones to use.
};

/// Chooses workers whose ranges follow one another from the first block to the
/// last. Among such routes it takes the one with the fewest suspected workers;
/// of those the one with the fewest suspected links between neighbours; then
/// the one that keeps the most hops; then the one with the fewest sessions open
/// on it; then the one that a hash of the request and the workers favours. A
/// deterministic function of its arguments.
/// @returns no hops if workers that are up do not cover the model.
[[nodiscard]] std::vector<hop>
choose_route(const replicas& workers, const route_wish& wish, instant now);

} // namespace synod::coordinator
