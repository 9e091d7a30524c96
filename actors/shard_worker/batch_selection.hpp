#pragma once

#include "actors/shard_worker/limits.hpp"
#include "schemas/ids.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace synod {

/// So many rows of a session's next step.
struct batch_share {
  session_id session;
  std::uint32_t rows = 0;

  friend bool operator==(const batch_share&, const batch_share&) = default;
};

/// Chooses what is computed together. Decode steps (one row) go first, because
/// somebody reads along; what is left of the batch goes to prefill, which is
/// cut to fit and always gets a part. Both take turns, so nobody starves.
class batch_selection {
public:
  explicit batch_selection(const worker_limits& limits) noexcept;

  /// @param ready sessions in ascending order, each with the rows (> 0) that
  ///              it could compute now
  /// @returns at most one share for each, none only if `ready` is empty; at
  ///          most `batch_rows` rows, with a decode step at most
  ///          `mixed_batch_rows` (and `prefill_rows_min`).
  [[nodiscard]] std::vector<batch_share>
  select(std::span<const batch_share> ready);

private:
  /// Prefill goes on at this pace however many decode.
  static constexpr std::uint32_t prefill_rows_min = 8;

  std::uint32_t batch_rows_;
  std::uint32_t mixed_batch_rows_;
  session_id last_decode_;  ///< Served last; the next in order is first.
  session_id last_prefill_; ///< Likewise.
};

} // namespace synod
