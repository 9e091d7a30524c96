#pragma once

#include "schemas/chain_ids.hpp"
#include "schemas/ledger_ids.hpp"
#include "schemas/message.hpp"
#include "schemas/route.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What any node may ask a validator about who serves and who pays, without a
// proof: for those who trust the validator that they ask. `get_state` proves
// the same.

namespace synod {

/// Asks for an escrow, as of the head. Fails with `unknown_escrow`.
struct get_escrow {
  static constexpr auto name = "get_escrow";

  escrow_id escrow;

  static auto fields(auto& x) {
    return std::tie(x.escrow);
  }
};

struct escrow_state {
  static constexpr auto name = "escrow_state";

  block_height height;
  account_id owner;
  account_id coordinator;
  model_root model;
  amount price = 0;
  amount balance = 0; ///< Deposited and not settled yet.
  synod::time_ms expires_ms = 0;
  synod::time_ms closes_ms = 0; ///< 0: open; else when what is left returns.

  static auto fields(auto& x) {
    return std::tie(x.height, x.owner, x.coordinator, x.model, x.price,
                    x.balance, x.expires_ms, x.closes_ms);
  }
};

/// Asks for all registered workers, as of the head, or those of one model.
struct list_workers {
  static constexpr auto name = "list_workers";

  model_root model; ///< All zero: of every model.

  static auto fields(auto& x) {
    return std::tie(x.model);
  }
};

/// A worker with a bond. Its score is the reputation keeper's to say.
struct registered_worker {
  static constexpr auto name = "registered_worker";

  account_id account;
  curve_key key;
  std::string worker_name;
  model_root model;
  shard_range range;
  amount ask = 0;
  amount bond = 0;
  synod::time_ms leaves_ms = 0; ///< 0: to stay; else when the bond returns.

  static auto fields(auto& x) {
    return std::tie(x.account, x.key, x.worker_name, x.model, x.range, x.ask,
                    x.bond, x.leaves_ms);
  }
};

struct workers_listed {
  static constexpr auto name = "workers_listed";

  block_height height;
  std::vector<registered_worker> workers; ///< By account; 4096 at most.

  static auto fields(auto& x) {
    return std::tie(x.height, x.workers);
  }
};

} // namespace synod
