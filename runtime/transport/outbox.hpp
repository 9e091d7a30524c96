#pragma once

#include "runtime/transport/envelope.hpp"

#include <cstddef>
#include <mutex>
#include <vector>

namespace synod {

/// Carries parcels from any thread to the one that owns the sockets, in order.
/// Safe to call from any thread.
class outbox {
public:
  /// Holds at most `parcels_max` that `push` brought.
  explicit outbox(std::size_t parcels_max = std::size_t{1} << 16);
  ~outbox();
  outbox(const outbox&) = delete;
  outbox& operator=(const outbox&) = delete;

  /// @returns false, without the parcel, if the outbox is full.
  [[nodiscard]] bool push(parcel x);

  /// Takes what must not be lost, and is bounded by what it is about: a notice
  /// per actor or handle.
  void push_notice(parcel x);

  /// Takes everything, in order.
  [[nodiscard]] std::vector<parcel> take();

  /// Makes `wakeup` readable without a parcel.
  void wake() const;

  /// A file descriptor that is readable while there may be parcels.
  [[nodiscard]] int wakeup() const noexcept {
    return wakeup_;
  }

private:
  const std::size_t parcels_max_;
  int wakeup_;
  std::mutex mutex_;
  std::vector<parcel> parcels_;
};

} // namespace synod
