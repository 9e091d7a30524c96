#pragma once

#include "actors/shard_worker/batch.hpp"
#include "actors/shard_worker/limits.hpp"

#include <cstdint>
#include <optional>

namespace synod {

/// When to try again what was refused for want of room.
class backoff {
public:
  explicit backoff(const worker_limits& limits) noexcept
    : retries_(limits.retries), delay_(limits.retry_delay) {
  }

  /// Notes a refusal.
  /// @returns whether to try again; if not, it has been tried often enough.
  [[nodiscard]] bool again(worker_time now) noexcept {
    if (tried_ == retries_)
      return false;
    until_ = now + (delay_ * (1U << tried_++));
    return true;
  }

  /// Notes that the time of waiting is over, or forgets it.
  void wait_over() noexcept {
    until_.reset();
  }

  void succeeded() noexcept {
    until_.reset();
    tried_ = 0;
  }

  /// Until when to wait, if at all.
  [[nodiscard]] std::optional<worker_time> until() const noexcept {
    return until_;
  }

private:
  std::uint32_t retries_;
  std::uint32_t tried_ = 0;
  worker_time delay_;
  std::optional<worker_time> until_;
};

} // namespace synod
