#pragma once

#include "actors/coordinator/route_choice.hpp"

#include <map>
#include <optional>

namespace synod::coordinator {

/// What went wrong with a generation since it last got further, and so how
/// soon to try again, without whom, and when to give up.
class trouble {
public:
  /// It got further: what was before counts no more.
  void over();

  /// An attempt failed.
  void add(instant now);

  /// There is no route to try.
  void wait(instant now);

  /// A worker was full and is not to be asked again until then.
  void add_busy(const actor_address& worker, instant until);

  /// A step of a hop failed at `position`.
  /// @returns true if one failed there before: then it is the step that is at
  ///          fault, and another worker will not do better.
  bool add_fault(std::uint32_t position);

  /// How long to wait before the next attempt: not at all at first.
  [[nodiscard]] instant delay() const;

  [[nodiscard]] bool lasts_longer_than(instant span, instant now) const {
    return since_ && now - *since_ > span;
  }

  /// Attempts that failed one after the other.
  [[nodiscard]] std::uint32_t attempts() const noexcept {
    return attempts_;
  }

  /// Workers that are still to be left alone.
  [[nodiscard]] address_set busy(instant now) const;

private:
  std::optional<instant> since_;
  std::uint32_t attempts_ = 0;
  std::optional<std::uint32_t> fault_position_;
  std::map<actor_address, instant, address_order> busy_until_;
};

} // namespace synod::coordinator
