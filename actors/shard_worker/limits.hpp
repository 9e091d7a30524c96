#pragma once

#include "schemas/address.hpp"
#include "schemas/route.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace synod {

/// What a worker serves.
struct shard_shape {
  std::string model;
  shard_range range;
  std::uint32_t blocks = 0; ///< Of the whole model.
  std::uint32_t hidden_size = 0;
  std::uint32_t vocabulary = 0;
  std::uint32_t context_length = 0; ///< Positions of one session at most.

  [[nodiscard]] bool is_first() const noexcept {
    return range.first == 0;
  }

  [[nodiscard]] bool is_last() const noexcept {
    return range.first + range.count == blocks;
  }

  /// Bytes of one row of activations.
  [[nodiscard]] std::size_t row_bytes() const noexcept {
    return std::size_t{hidden_size} * sizeof(float);
  }
};

/// The bounds of a worker. Everything that a session can make it hold is under
/// one of them.
struct worker_limits {
  /// KV cache, in positions, over all sessions.
  std::uint32_t kv_positions = 8192;
  /// Outputs kept for resending, over all sessions: reserved when one is
  /// opened.
  std::size_t kept_bytes = std::size_t{256} << 20;
  /// Outputs kept by one session at most; the oldest go first.
  std::size_t kept_bytes_session = std::size_t{64} << 20;
  /// Inputs that wait to be computed, over all sessions.
  std::size_t queued_bytes = std::size_t{256} << 20;

  std::uint32_t batch_rows = 64; ///< Computed at once.
  /// Of a batch that holds a decode step: so long does a token wait for the
  /// prefill of others.
  std::uint32_t mixed_batch_rows = 24;
  std::uint32_t message_rows = 64; ///< Sent in one message.
  std::uint32_t sends_max = 4;     ///< Under way to the next hop, a session.

  /// How often a send that was refused as `overloaded` is tried again, and
  /// after what time; doubled each time.
  std::uint32_t retries = 6;
  std::chrono::milliseconds retry_delay{4};
  std::chrono::milliseconds lease_max{60'000};
};

} // namespace synod
