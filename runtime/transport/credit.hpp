#pragma once

#include "runtime/transport/options.hpp"

#include <cstddef>

namespace synod {

/// Counts the calls without an answer on one link, and their bytes.
class credit {
public:
  explicit credit(const link_limits& limits)
    : calls_max_(limits.calls_max), bytes_max_(limits.bytes_max) {
  }

  /// @returns false, with nothing taken, if that is more than is left.
  [[nodiscard]] bool take(std::size_t bytes) noexcept {
    if (calls_ >= calls_max_ || bytes > bytes_max_ - bytes_)
      return false;
    ++calls_;
    bytes_ += bytes;
    return true;
  }

  void give_back(std::size_t bytes) noexcept {
    --calls_;
    bytes_ -= bytes;
  }

  void give_back_all() noexcept {
    calls_ = bytes_ = 0;
  }

private:
  std::size_t calls_max_;
  std::size_t bytes_max_;
  std::size_t calls_ = 0;
  std::size_t bytes_ = 0;
};

} // namespace synod
