#pragma once

#include "actors/shard_worker/backoff.hpp"
#include "schemas/error.hpp"
#include "schemas/step.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <variant>

namespace synod {

/// What a session has to tell its coordinator, one after the other. A report
/// that cannot be delivered is dropped: the coordinator misses it and asks, or
/// is gone and the lease ends.
class report_queue {
public:
  using message = std::variant<token_sampled, hop_failed>;

  explicit report_queue(const worker_limits& limits) noexcept : wait_(limits) {
  }

  /// Forgets everything: what is left belongs to an attempt that was given up.
  void clear() noexcept;

  /// Queues a report; the newest is dropped if far too many wait.
  void push(message x);

  /// The report that goes out next, if one may now.
  [[nodiscard]] const message* next() const noexcept;

  /// Notes that `*next()` went out.
  void sent(std::uint64_t ticket) noexcept {
    ticket_ = ticket;
  }

  /// Notes how a report ended. Unknown tickets are ignored.
  void
  delivered(std::uint64_t ticket, std::optional<errc> refusal, worker_time now);

  void tick(worker_time now) noexcept;

  [[nodiscard]] std::optional<worker_time> next_tick() const noexcept {
    return wait_.until();
  }

private:
  static constexpr std::size_t waiting_max = 64;

  std::deque<message> waiting_;
  std::optional<std::uint64_t> ticket_; ///< Of the first, if it is under way.
  backoff wait_;
};

} // namespace synod
