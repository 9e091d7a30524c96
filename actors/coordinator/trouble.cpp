#include "actors/coordinator/trouble.hpp"

#include <algorithm>

namespace synod::coordinator {

void trouble::over() {
  *this = trouble{};
}

void trouble::add(instant now) {
  wait(now);
  ++attempts_;
}

void trouble::wait(instant now) {
  if (!since_)
    since_ = now;
}

void trouble::add_busy(const actor_address& worker, instant until) {
  busy_until_[worker] = until;
}

bool trouble::add_fault(std::uint32_t position) {
  if (fault_position_ == position)
    return true;
  fault_position_ = position;
  return false;
}

instant trouble::delay() const {
  constexpr auto at_once = 3u; // a failover must not wait
  constexpr auto delay_min = instant{25'000};
  constexpr auto doublings_max = 4u;
  if (attempts_ <= at_once)
    return instant{0};
  return delay_min
         * (std::int64_t{1}
            << std::min(attempts_ - at_once - 1, doublings_max));
}

address_set trouble::busy(instant now) const {
  auto result = address_set{};
  for (auto& [worker, until] : busy_until_)
    if (now < until)
      result.insert(worker);
  return result;
}

} // namespace synod::coordinator
