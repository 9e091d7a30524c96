#pragma once

#include <chrono>
#include <cstdint>

// How often a validator looks at what may be late. All that is new comes as a
// message; with nothing under way, looking around ten times a second would be
// a fifth of what an idle network costs.

namespace synod::chain {

constexpr auto busy_tick = std::chrono::milliseconds{100};
constexpr auto resting_tick = std::chrono::milliseconds{400};

/// The one tick that an actor waits for. It bears a number, so that another can
/// take its place.
class tick_pace {
public:
  struct tick {
    std::chrono::milliseconds delay;
    std::uint64_t number;
  };

  /// @returns the tick to wait for after one has come
  [[nodiscard]] tick next(bool at_rest) {
    resting_ = at_rest;
    return {at_rest ? resting_tick : busy_tick, ++number_};
  }

  /// False of a tick whose place another took.
  [[nodiscard]] bool is_awaited(std::uint64_t number) const {
    return number == number_;
  }

  /// True if the tick that is waited for comes too late for what is under way.
  [[nodiscard]] bool is_too_slow(bool at_rest) const {
    return resting_ && !at_rest;
  }

private:
  bool resting_ = false;
  std::uint64_t number_ = 0;
};

} // namespace synod::chain
