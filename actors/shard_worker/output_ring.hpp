#pragma once

#include "schemas/buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>

namespace synod {

/// A session's latest outputs, kept until the next hop has accepted them and
/// then for resending as long as there is room. Invariant: they are the rows of
/// [begin, end) without a gap.
class output_ring {
public:
  output_ring(std::size_t bytes_max, std::size_t row_bytes) noexcept
    : bytes_max_(bytes_max), row_bytes_(row_bytes) {
  }

  /// Positions that are kept.
  [[nodiscard]] std::uint32_t begin() const noexcept {
    return begin_;
  }

  [[nodiscard]] std::uint32_t end() const noexcept {
    return end_;
  }

  [[nodiscard]] std::size_t bytes() const noexcept {
    return std::size_t{end_ - begin_} * row_bytes_;
  }

  /// Rows that can be pushed while [`accepted`, end) must stay.
  [[nodiscard]] std::uint32_t room_rows(std::uint32_t accepted) const noexcept;

  /// Appends the rows from `end()` on. Forgets the oldest outputs below
  /// `accepted` to make room.
  /// @pre `rows` <= `room_rows(accepted)`
  void push(std::uint32_t rows, bool sample, const buffer& output,
            std::uint32_t accepted);

  /// Forgets everything from `position` on; a `position` below `begin` leaves
  /// nothing, and the next output is that of `position`.
  void truncate(std::uint32_t position);

  /// Several rows as they are sent.
  struct piece {
    std::uint32_t rows = 0;
    bool sample = false; ///< Whether the last row is to yield a token.
    buffer activations;
  };

  /// @returns the rows from `position` on, at most `rows_max` of them, and none
  ///          past one that is to yield a token.
  /// @pre `begin()` <= `position` < `end()`, and 0 < `rows_max`
  [[nodiscard]] piece
  read(std::uint32_t position, std::uint32_t rows_max) const;

  /// Says anew whether the last row is to yield a token; no other is, then.
  void ask_last(bool sample) noexcept;

private:
  struct chunk {
    std::uint32_t position = 0;
    std::uint32_t rows = 0;
    bool sample = false;
    buffer output;
  };

  [[nodiscard]] std::deque<chunk>::const_iterator
  find(std::uint32_t position) const noexcept;

  std::size_t bytes_max_;
  std::size_t row_bytes_;
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
  std::deque<chunk> chunks_;
};

} // namespace synod
