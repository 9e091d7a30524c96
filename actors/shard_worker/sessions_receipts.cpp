#include "actors/shard_worker/sessions.hpp"
#include "runtime/crypto/signed_bytes.hpp"

#include <algorithm>

// What a worker signs: receipts, and how much room it has.

namespace synod {

void shard_sessions::receipt_delivered(std::uint64_t ticket,
                                       std::optional<errc> refusal,
                                       worker_time now) {
  receipts_.delivered(ticket, refusal, now);
  receipts_.send(last_ticket_, now, effects_);
}

void shard_sessions::sign_receipts(worker_time now) {
  for (auto& [id, session] : sessions_)
    hand_over(session.opened(), session.receipts().commit(), now);
}

void shard_sessions::hand_over(const open_session& opened,
                               std::vector<signed_receipt> xs,
                               worker_time now) {
  for (auto& x : xs)
    receipts_.push(opened.coordinator, {opened.request, std::move(x)}, now);
  receipts_.send(last_ticket_, now, effects_);
}

caf::expected<signed_load_report> shard_sessions::report_load(time_ms wall) {
  constexpr auto good_for_ms = time_ms{15'000};
  if (!signer_)
    return errc::invalid_argument;
  auto result = signed_load_report{};
  auto& x = result.report;
  x.worker = signer_->account;
  // Above those of an earlier life, without a disk.
  last_report_ = std::max(last_report_ + 1, wall);
  x.sequence = last_report_;
  x.expires_ms = wall + good_for_ms;
  x.sessions = static_cast<std::uint32_t>(sessions_.size());
  // As many of the longest as fit, or of those that are open, and one more if
  // there is room for it.
  auto left = limits_.kv_positions - budget_.reserved().positions;
  x.sessions_max
    = std::max(limits_.kv_positions / std::max(shape_.context_length, 1u),
               x.sessions + (left > 0 ? 1 : 0));
  result.signature = signer_->sign(crypto::signed_bytes(signer_->chain_id, x));
  return result;
}

} // namespace synod
