#pragma once

#include "runtime/ledger/context.hpp"
#include "schemas/receipt.hpp"

#include <map>

namespace synod::ledger {

/// What a coordinator has promised to work for, out of one escrow, and the
/// ledger has not seen: the caps of requests that are under way. Their sum
/// never passes the balance, so every one of them can be settled.
class open_caps {
public:
  /// @param escrow whose requests these are
  /// @param coordinator the account that settles them
  open_caps(const escrow_id& escrow, const account_id& coordinator) noexcept
    : escrow_(escrow), coordinator_(coordinator) {
  }

  /// Takes a request on. Refuses `unknown_escrow`, `not_the_coordinator`,
  /// `escrow_closing`, `escrow_expired` (if it would before the request's end),
  /// `request_settled` (or under way), `escrow_exhausted` if the caps would
  /// pass the balance, `bad_fee_cap` unless the owner signed it.
  /// @param ends_ms when the request is settled, at the latest
  /// @param state as of the last block
  /// @param now its `time` is now
  [[nodiscard]] refusal
  open(const fee_cap& cap, const signature& by, time_ms ends_ms,
       const state_reader& state, const block_context& now);

  /// The request was settled, or came to nothing.
  void close(std::uint64_t request_number);

  [[nodiscard]] amount total() const noexcept {
    return total_;
  }

private:
  escrow_id escrow_;
  account_id coordinator_;
  std::map<std::uint64_t, amount> caps_; // by request number
  amount total_ = 0;
};

} // namespace synod::ledger
