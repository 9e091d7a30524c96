#pragma once

#include <cstddef>
#include <cstdint>

namespace synod {

/// What one session holds of a worker's memory.
struct reservation {
  std::uint32_t positions = 0; ///< KV cache.
  std::size_t kept_bytes = 0;  ///< Outputs kept for resending.

  friend bool operator==(const reservation&, const reservation&) = default;
};

/// A worker's memory for sessions. Invariant: what is reserved is the sum of
/// what was granted and not yet released, and never more than there is.
class admission {
public:
  explicit admission(reservation total) noexcept : total_(total) {
  }

  /// @returns whether there was room; if not, nothing changed.
  [[nodiscard]] bool reserve(const reservation& x) noexcept;

  /// @pre `x` was granted and not released
  void release(const reservation& x) noexcept;

  [[nodiscard]] const reservation& total() const noexcept {
    return total_;
  }

  [[nodiscard]] const reservation& reserved() const noexcept {
    return reserved_;
  }

private:
  reservation total_;
  reservation reserved_;
};

} // namespace synod
