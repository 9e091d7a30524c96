#pragma once

#include "schemas/ledger_ids.hpp"

#include <functional>
#include <span>
#include <string>

namespace synod {

/// In whose name a worker signs receipts, and what for. Signing is a plain
/// function of the bytes: the same ones get the same signature.
struct receipt_signer {
  std::string chain_id;
  account_id account;
  model_root model;
  std::string profile; ///< Of the arithmetic.
  std::function<signature(std::span<const std::byte>)> sign;
};

} // namespace synod
