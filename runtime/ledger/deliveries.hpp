#pragma once

#include "schemas/attestation.hpp"
#include "schemas/genesis.hpp"
#include "schemas/transaction.hpp"

#include <span>
#include <string>
#include <vector>

// What blocks say about who delivered. Everything here can be read again from
// the chain, by anyone, at any time.

namespace synod::ledger {

/// How a worker did in one request. A worker that served a part and then failed
/// has failed.
enum class delivery_kind : std::uint8_t { served = 1, late, failed };

struct delivery {
  account_id worker;
  shard_range range;
  delivery_kind kind = delivery_kind::served;

  friend bool operator==(const delivery&, const delivery&) = default;
};

/// A request that was paid for.
struct settled_request {
  account_id coordinator;
  model_root model;
  std::uint64_t epoch = 0; ///< Header time / the genesis' epoch length.
  amount fee = 0;
  std::vector<delivery> deliveries; ///< By worker, one each.
};

/// @returns what an attestation that was applied says.
/// @pre `x.receipts` is not empty
[[nodiscard]] settled_request
settled_request_of(const attest& x, const account_id& coordinator,
                   std::uint64_t epoch);

/// @returns the requests that a block settled, in its order.
/// @param receipts of the block's execution, one per transaction
[[nodiscard]] std::vector<settled_request>
settled_requests_of(std::span<const std::string> transactions,
                    std::span<const transaction_receipt> receipts,
                    time_ms header_time, const chain_parameters& chain);

} // namespace synod::ledger
