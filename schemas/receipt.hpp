#pragma once

#include "schemas/digest.hpp"
#include "schemas/ledger_ids.hpp"
#include "schemas/message.hpp"
#include "schemas/route.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What is signed about one request off the ledger: the client's cap before it,
// the workers' receipts while it runs.
//
// Activations are committed position by position (`runtime/ledger/
// commitment.hpp`), and neighbouring workers must have seen the same rows. But
// a worker that dies at position 100 ends its receipt there while its
// neighbour's goes on to 128, and the RFC 6962 root over [64, 128) says nothing
// about [64, 100). So a receipt does not hold one root per side: it holds the
// roots of the *aligned* subtrees that cover its interval, largest first where
// they fit. [64, 100) is [64, 96) and [96, 100); [100, 128) is [100, 104),
// [104, 112), [112, 128); a whole [64, 128) is one root, so the usual receipt
// holds one. Such roots join upwards without any leaf: whatever the cuts were,
// one side of a stage gives ONE root over [0, n), the same as RFC 6962 over its
// n leaves, and the output root of a stage must equal the input root of the
// next.

namespace synod {

/// Positions per receipt: it begins at a multiple of this, or where another
/// worker stopped, and ends at the next multiple, at the latest.
constexpr auto receipt_positions_max = std::uint32_t{64};

/// "Charge at most this for that request", signed by the escrow's owner as
/// "synod/fee_cap/v1" before any work is done.
struct fee_cap {
  static constexpr auto name = "fee_cap";

  std::uint8_t version = 1;
  escrow_id escrow;
  std::uint64_t request_number = 0; ///< Once per escrow, in any order.
  amount fee_max = 0;

  static auto fields(auto& x) {
    return std::tie(x.version, x.escrow, x.request_number, x.fee_max);
  }

  friend bool operator==(const fee_cap&, const fee_cap&) = default;
};

/// "I ran these blocks over these positions", signed by the worker's account as
/// "synod/receipt/v1".
struct receipt {
  static constexpr auto name = "receipt";

  std::uint8_t version = 1;
  escrow_id escrow;
  std::uint64_t request_number = 0;
  std::uint32_t generation = 0; ///< Of the request, from 0.
  account_id worker;            ///< Whose registration and key must agree.
  model_root model;
  std::string profile;         ///< Of the arithmetic; the model's.
  shard_range range;           ///< The worker's registered one.
  std::uint32_t position = 0;  ///< The first.
  std::uint32_t positions = 0; ///< 1 to 64, within one multiple of 64.
  std::vector<digest> input;   ///< Aligned subtrees of what came in.
  std::vector<digest> output;  ///< As many, of what went out.

  static auto fields(auto& x) {
    return std::tie(x.version, x.escrow, x.request_number, x.generation,
                    x.worker, x.model, x.profile, x.range, x.position,
                    x.positions, x.input, x.output);
  }

  friend bool operator==(const receipt&, const receipt&) = default;
};

/// A receipt as workers hand it to coordinators and `attest` carries it.
struct signed_receipt {
  static constexpr auto name = "signed_receipt";

  struct receipt receipt;
  synod::signature signature;

  static auto fields(auto& x) {
    return std::tie(x.receipt, x.signature);
  }

  friend bool operator==(const signed_receipt&, const signed_receipt&)
    = default;
};

} // namespace synod
