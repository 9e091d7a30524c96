#include "tests/sim/consensus/world.hpp"

namespace synod::sim {

void world::send(number from, number to, const packet& x) {
  if (cut_.contains({from, to}) || chance(weather.loss_percent))
    return;
  auto copies = chance(weather.repeat_percent) ? 2 : 1;
  for (auto copy = 0; copy < copies; ++copy)
    after(1 + below(weather.delay_ms_max),
          [this, from, to, x] { deliver(from, to, x); });
}

void world::broadcast(number from, const packet& x) {
  for (auto to = number{0}; to < receivers_.size(); ++to)
    if (to != from)
      send(from, to, x);
}

void world::deliver(number from, number to, const packet& x) {
  deliveries_.add(now_ms_).add(from).add(to).add(x.index());
  std::visit([this](const auto& content) { deliveries_.add(content); }, x);
  receivers_[to](from, x);
}

void world::after(std::uint64_t delay_ms, std::function<void()> what) {
  events_.emplace(std::pair{now_ms_ + delay_ms, sequence_++}, std::move(what));
}

bool world::run(std::uint64_t end_ms, const std::function<bool()>& until) {
  while (!events_.empty() && events_.begin()->first.first <= end_ms) {
    auto next = events_.extract(events_.begin());
    now_ms_ = next.key().first;
    next.mapped()();
    if (until())
      return true;
  }
  now_ms_ = end_ms;
  return until();
}

} // namespace synod::sim
