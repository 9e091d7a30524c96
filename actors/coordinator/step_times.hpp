#pragma once

#include "actors/coordinator/ask.hpp"

#include <array>
#include <cstddef>

namespace synod::coordinator {

/// How long steps take on one model's routes, learned from the steps
/// themselves: the median of the last ones, so that a failover or a busy moment
/// does not move it.
class step_times {
public:
  /// @param guess until the first step was measured: of one row
  explicit step_times(instant guess = std::chrono::milliseconds{20});

  /// A token came `taken` after the step that led to it was sent.
  void decoded(instant taken);

  /// A token came `taken` after a prompt of `rows` rows was sent.
  void prefilled(std::uint32_t rows, instant taken);

  /// Returns how long a step of so many rows is expected to take.
  [[nodiscard]] instant expected(std::uint32_t rows) const;

  /// Whether that rests on steps of its kind, and is no guess.
  [[nodiscard]] bool is_measured(std::uint32_t rows) const;

private:
  class median {
  public:
    void add(instant x);
    [[nodiscard]] instant value(instant if_empty) const;
    [[nodiscard]] bool is_empty() const noexcept {
      return count_ == 0;
    }

  private:
    std::array<instant, 31> last_{};
    std::size_t count_ = 0;
  };

  instant guess_;
  median decode_;      // of one row
  median prefill_row_; // of a row among many
};

} // namespace synod::coordinator
