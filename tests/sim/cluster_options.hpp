#pragma once

#include "tests/sim/coordinator_process.hpp"
#include "tests/sim/worker_process.hpp"

#include <vector>

namespace synod::sim {

/// What a simulated network consists of.
struct cluster_options {
  network_options wires{};
  unsigned ranges = 3;   ///< Of two blocks each.
  unsigned replicas = 2; ///< Per range.
  unsigned agents = 0;   ///< Each of a domain of its own.
  worker_options worker{};
  coordinator::generation_options generation{};
  coordinator::request_options request{};
  /// With a ledger: requests are paid by the account "client".
  bool paid = false;
  std::vector<node_id> unregistered{}; ///< Workers that the ledger lacks.
  unsigned validators = 4;
  instant block_interval{200'000};
  amount price = 10;        ///< Of the escrow, per position.
  amount deposit = 100'000; ///< In it.
  amount fee_max = 2'000;   ///< Of each request.
};

} // namespace synod::sim
