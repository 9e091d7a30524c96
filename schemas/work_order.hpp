#pragma once

#include "schemas/ledger_ids.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <tuple>

namespace synod {

/// Random, per request; known to its requester, its coordinator and the members
/// of its route alone. What it salts can be guessed by nobody else.
using request_salt = byte_array<struct request_salt_tag, 32>;

/// What a worker signs its receipts about.
struct work_order {
  static constexpr auto name = "work_order";

  escrow_id escrow; ///< All zero: the work is not paid, nothing is signed.
  std::uint64_t request_number = 0;
  std::uint32_t generation = 0; ///< Of the request, from 0.
  request_salt salt;
  /// The receipts of this range end here so far, so the next one begins here;
  /// what is computed again below it is not paid again.
  std::uint32_t receipts_from = 0;

  static auto fields(auto& x) {
    return std::tie(x.escrow, x.request_number, x.generation, x.salt,
                    x.receipts_from);
  }

  [[nodiscard]] bool is_paid() const noexcept {
    return !escrow.is_zero();
  }

  /// Whether both are for the same work, wherever it begins.
  [[nodiscard]] bool is_same_work(const work_order& x) const noexcept {
    return escrow == x.escrow && request_number == x.request_number
           && generation == x.generation && salt == x.salt;
  }
};

} // namespace synod
