#pragma once

#include "schemas/ledger_ids.hpp"
#include "schemas/message.hpp"
#include "schemas/route.hpp"

#include <cstdint>
#include <string>
#include <tuple>

// The bodies of the transactions about money, workers and escrows. What an
// `attest` carries stands in `schemas/attestation.hpp`.

namespace synod {

/// Moves money between accounts of one lane.
struct transfer {
  static constexpr auto name = "transfer";

  std::uint8_t version = 1;
  account_id target;        ///< Begins to exist if it did not.
  synod::amount amount = 0; ///< At least 1.

  static auto fields(auto& x) {
    return std::tie(x.version, x.target, x.amount);
  }
};

/// Binds the sender's account to a CURVE key and a worker's name, locks a bond,
/// and offers to serve one range of one model.
struct register_worker {
  static constexpr auto name = "register_worker";

  std::uint8_t version = 1;
  curve_key key;
  std::string worker_name; ///< As the topology has it; 1 to 64 of [a-z0-9._/-].
  model_root model;
  shard_range range;
  amount ask = 0;  ///< Per token. Eligible for escrows whose price reaches it.
  amount bond = 0; ///< At least the genesis' minimum.

  static auto fields(auto& x) {
    return std::tie(x.version, x.key, x.worker_name, x.model, x.range, x.ask,
                    x.bond);
  }
};

/// Ends the sender's offer. Receipts are still paid until the dispute window
/// has passed; then the bond returns by itself and the name is free.
struct unregister_worker {
  static constexpr auto name = "unregister_worker";

  std::uint8_t version = 1;

  static auto fields(auto& x) {
    return std::tie(x.version);
  }
};

/// Deposits money that one coordinator may settle requests from.
struct open_escrow {
  static constexpr auto name = "open_escrow";

  std::uint8_t version = 1;
  account_id coordinator;
  model_root model;       ///< Pinned: only work on this model is paid.
  amount price = 0;       ///< Per token (position), all blocks of the model.
  amount deposit = 0;     ///< At least 1.
  time_ms expires_ms = 0; ///< Nothing settles after it.

  static auto fields(auto& x) {
    return std::tie(x.version, x.coordinator, x.model, x.price, x.deposit,
                    x.expires_ms);
  }
};

/// Adds to an open escrow. Anyone may.
struct top_up {
  static constexpr auto name = "top_up";

  std::uint8_t version = 1;
  escrow_id escrow;
  synod::amount amount = 0; ///< At least 1.

  static auto fields(auto& x) {
    return std::tie(x.version, x.escrow, x.amount);
  }
};

/// Asks for what is left, which returns by itself after the genesis' delay.
/// Until then requests under way still settle. Its owner alone may.
struct close_escrow {
  static constexpr auto name = "close_escrow";

  std::uint8_t version = 1;
  escrow_id escrow;

  static auto fields(auto& x) {
    return std::tie(x.version, x.escrow);
  }
};

/// Returns what is left of an escrow whose time has passed. Anyone may.
struct expire {
  static constexpr auto name = "expire";

  std::uint8_t version = 1;
  escrow_id escrow;

  static auto fields(auto& x) {
    return std::tie(x.version, x.escrow);
  }
};

} // namespace synod
