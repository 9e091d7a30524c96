#pragma once

#include "schemas/transaction.hpp"

#include <functional>
#include <span>
#include <string>

namespace synod::accounts {

/// Who acts on a chain. Signing is a plain function: equal bytes get equal
/// signatures.
struct account {
  std::string chain_id;
  account_id id;
  std::function<signature(std::span<const std::byte>)> sign;
};

/// A transaction as it travels.
struct made_transaction {
  transaction_id id;
  std::string canonical;
};

/// What of a transaction its account decides.
struct transaction_terms {
  std::uint64_t nonce = 0;
  time_ms valid_until_ms = 0;
  amount fee_max = 0;
};

/// Signs a transaction of lane 0.
[[nodiscard]] made_transaction
make_transaction(const account& by, const transaction_terms& terms,
                 transaction_type type, std::span<const std::byte> body);

} // namespace synod::accounts
