#pragma once

#include "schemas/step.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace synod {

/// The inputs of one session that wait to be computed. Invariant: they are in
/// order, and begin and end where the next one joins: no gap, no repeat.
class input_queue {
public:
  /// Begins an attempt: nothing waits, and `position` is next.
  void restart(std::uint32_t position) noexcept;

  /// What became of a step.
  struct outcome {
    bool gap = false; ///< It begins past the next position; nothing changed.
    /// It was the first of its attempt and begins below the next position:
    /// what was computed from here on is to be forgotten.
    std::optional<std::uint32_t> rewound_to;
  };

  /// Queues the part of `x` that is new, if any.
  outcome push(const run_step& x);

  /// Drops everything that waits, so that `position` is next again.
  void drop(std::uint32_t position) noexcept;

  /// Rows of the first step that waits; 0 if none does.
  [[nodiscard]] std::uint32_t front_rows() const noexcept {
    return steps_.empty() ? 0 : steps_.front().rows;
  }

  /// Takes the first rows of the first step; only its last part asks for a
  /// token.
  /// @pre 0 < `rows` <= `front_rows()`
  run_step take(std::uint32_t rows);

  /// The next position: [0, this) has arrived.
  [[nodiscard]] std::uint32_t received() const noexcept {
    return received_;
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return steps_.size();
  }

  /// Memory that the waiting inputs take.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return bytes_;
  }

private:
  std::deque<run_step> steps_;
  std::size_t bytes_ = 0;
  std::uint32_t received_ = 0;
  bool first_ = true; ///< No step of this attempt has been taken yet.
};

/// Memory that a step's input takes.
[[nodiscard]] std::size_t input_bytes(const run_step& x) noexcept;

/// @returns rows [first, first + rows) of `x`, without `sample`.
/// @pre they exist
[[nodiscard]] run_step
slice(const run_step& x, std::uint32_t first, std::uint32_t rows);

} // namespace synod
