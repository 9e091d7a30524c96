#pragma once

#include "actors/shard_worker/backoff.hpp"
#include "schemas/error.hpp"

#include <cstdint>
#include <deque>
#include <optional>

namespace synod {

/// Which outputs of a session are under way to the next hop. Invariant: they
/// leave in the order of their positions, and [0, accepted) is there. Several
/// may be under way; after a refusal everything from the refused one on goes
/// out again (go-back-N).
class send_window {
public:
  explicit send_window(const worker_limits& limits) noexcept;

  /// Begins an attempt: the next hop has [0, position).
  void restart(std::uint32_t position) noexcept;

  /// Goes back: sends from `position` on, again. What is under way is
  /// forgotten.
  void go_back(std::uint32_t position) noexcept;

  /// The position that goes out next.
  [[nodiscard]] std::uint32_t next() const noexcept {
    return next_;
  }

  /// Accepted by the next hop.
  [[nodiscard]] std::uint32_t accepted() const noexcept {
    return accepted_;
  }

  /// Whether something may go out now.
  [[nodiscard]] bool is_open() const noexcept;

  /// Notes that `rows` rows from `next()` on went out.
  void sent(std::uint32_t rows, std::uint64_t ticket);

  /// Notes how a send ended. Unknown tickets are ignored.
  /// @returns why the next hop is to be given up for this attempt, if it is.
  std::optional<errc>
  delivered(std::uint64_t ticket, std::optional<errc> refusal, worker_time now);

  /// Lets waiting sends go if their time has come.
  void tick(worker_time now) noexcept;

  [[nodiscard]] std::optional<worker_time> next_tick() const noexcept {
    return wait_.until();
  }

private:
  struct flight {
    std::uint64_t ticket = 0;
    std::uint32_t end = 0; ///< The position after its last row.
    bool refused = false;  ///< Because one before it was not there yet.
  };

  std::uint32_t sends_max_;
  std::uint32_t accepted_ = 0;
  std::uint32_t next_ = 0;
  bool failed_ = false; ///< The next hop has been given up for this attempt.
  std::deque<flight> flights_;
  backoff wait_;
};

} // namespace synod
