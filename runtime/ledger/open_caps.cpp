#include "runtime/ledger/open_caps.hpp"

#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/attestations.hpp"
#include "runtime/ledger/escrows.hpp"

namespace synod::ledger {

refusal
open_caps::open(const fee_cap& cap, const signature& by, time_ms ends_ms,
                const state_reader& state, const block_context& now) {
  auto escrow = find_escrow(state, now.keys(), escrow_);
  if (!escrow || cap.escrow != escrow_)
    return errc::unknown_escrow;
  if (escrow->coordinator != coordinator_)
    return errc::not_the_coordinator;
  if (escrow->closes_ms != 0)
    return errc::escrow_closing;
  if (escrow->expires_ms < ends_ms)
    return errc::escrow_expired;
  if (caps_.contains(cap.request_number)
      || find_attestation(state, now.keys(),
                          request_of(escrow_, cap.request_number)))
    return errc::request_settled;
  if (escrow->balance < total_ || escrow->balance - total_ < cap.fee_max)
    return errc::escrow_exhausted;
  auto message = crypto::signed_bytes(now.parameters.chain_id, cap);
  if (cap.version != 1 || !now.check(escrow->owner, message, by))
    return errc::bad_fee_cap;

  caps_.emplace(cap.request_number, cap.fee_max);
  total_ += cap.fee_max;
  return applied;
}

void open_caps::close(std::uint64_t request_number) {
  auto found = caps_.find(request_number);
  if (found == caps_.end())
    return;
  total_ -= found->second;
  caps_.erase(found);
}

} // namespace synod::ledger
