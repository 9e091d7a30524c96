#include "actors/shard_worker/send_window.hpp"

#include <algorithm>

namespace synod {

send_window::send_window(const worker_limits& limits) noexcept
  : sends_max_(limits.sends_max), wait_(limits) {
}

void send_window::restart(std::uint32_t position) noexcept {
  failed_ = false;
  wait_.succeeded();
  go_back(position);
}

void send_window::go_back(std::uint32_t position) noexcept {
  flights_.clear();
  accepted_ = position;
  next_ = position;
}

bool send_window::is_open() const noexcept {
  return !failed_ && !wait_.until() && flights_.size() < sends_max_;
}

void send_window::sent(std::uint32_t rows, std::uint64_t ticket) {
  next_ += rows;
  flights_.push_back({ticket, next_, false});
}

std::optional<errc>
send_window::delivered(std::uint64_t ticket, std::optional<errc> refusal,
                       worker_time now) {
  auto known = std::ranges::find(flights_, ticket, &flight::ticket);
  if (known == flights_.end())
    return std::nullopt;
  if (!refusal) {
    // Whoever accepts one has all before it.
    accepted_ = known->end;
    flights_.erase(flights_.begin(), std::next(known));
    wait_.succeeded();
    if (!flights_.empty() && flights_.front().refused)
      go_back(accepted_);
    return std::nullopt;
  }
  if (*refusal == errc::overloaded && wait_.again(now)) {
    go_back(accepted_);
    return std::nullopt;
  }
  // It came before an earlier one, whose own end decides.
  if (*refusal == errc::position_gap && known != flights_.begin()) {
    known->refused = true;
    return std::nullopt;
  }
  failed_ = true;
  flights_.clear();
  return refusal;
}

void send_window::tick(worker_time now) noexcept {
  if (wait_.until() && *wait_.until() <= now)
    wait_.wait_over();
}

} // namespace synod
