#pragma once

#include "actors/coordinator/request.hpp"
#include "actors/coordinator/settlements.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace synod::coordinator {

/// What a coordinator serves and goes by.
struct coordinator_settings {
  actor_address self; ///< Under which its node publishes it.
  std::vector<served_model> models;
  std::vector<replica> workers;
  std::vector<agent> agents;
  request_options request{};
  generation_options generation{};
  std::uint32_t requests_max = 64; ///< At once.
  /// Nothing: requests are not paid here, and no worker is registered.
  std::optional<ledger_settings> ledger{};
};

} // namespace synod::coordinator
