#pragma once

#include "actors/shard_worker/compute_thread.hpp"
#include "actors/shard_worker/sessions.hpp"
#include "schemas/status.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace synod {

/// What a worker has done, for whoever watches.
class worker_figures {
public:
  /// Notes a batch that begins.
  void began(const run_batch& batch);

  /// Notes a batch that has finished.
  void finished(const finished_batch& batch);

  /// Notes a token that was sent to its coordinator.
  void sampled() noexcept {
    ++tokens_;
  }

  /// Notes a receipt that was sent.
  void receipted() noexcept {
    ++receipts_;
  }

  /// Notes time that was spent on commitments and signatures.
  void committed(std::chrono::microseconds took) noexcept {
    commit_us_ += took.count();
  }

  [[nodiscard]] actor_status
  status(const std::string& actor, const shard_shape& shape,
         const shard_sessions& sessions) const;

private:
  [[nodiscard]] std::int64_t median_us() const;

  static constexpr std::size_t times_max = 64;

  std::int64_t batches_ = 0;
  std::int64_t steps_ = 0;
  std::int64_t rows_ = 0;
  std::int64_t failures_ = 0;
  std::int64_t tokens_ = 0;
  std::int64_t busy_us_ = 0;
  std::int64_t receipts_ = 0;
  std::int64_t commit_us_ = 0;
  std::array<std::int64_t, times_max> times_us_{}; ///< The latest, as a ring.
};

} // namespace synod
