#pragma once

#include "schemas/block.hpp"
#include "schemas/chain_reads.hpp"
#include "schemas/genesis.hpp"
#include "schemas/receipt.hpp"

#include <utility>
#include <vector>

namespace synod::coordinator {

/// What one block says of the escrows of one coordinator. It can be read from
/// the chain again, so a coordinator that starts anew learns what it has used
/// up before.
struct escrow_news {
  time_ms time = 0;                                    ///< Of the header.
  std::vector<std::pair<escrow_id, time_ms>> opened{}; ///< And until when.
  std::vector<fee_cap> settled{};
  /// When what is left goes back; of any coordinator.
  std::vector<std::pair<escrow_id, time_ms>> closing{};
};

/// @pre `receipts` are of the block's execution, one per transaction
[[nodiscard]] escrow_news
read_escrow_news(const block& x,
                 const std::vector<transaction_receipt>& receipts,
                 const account_id& coordinator, const chain_parameters& chain);

} // namespace synod::coordinator
