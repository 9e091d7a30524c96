#pragma once

#include "schemas/validator_position.hpp"
#include "tests/sim/consensus/body.hpp"
#include "tests/sim/consensus/signing.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace synod::sim {

using number = std::size_t; ///< Of a validator, from 0.

/// Everything that validators send each other.
using packet = std::variant<signed_vote, signed_proposal, certificate, body,
                            body_wanted, stored_block, validator_position>;

/// How badly the network behaves; times in milliseconds, chances in percent.
struct network_weather {
  std::uint64_t delay_ms_max = 20;
  unsigned loss_percent = 5;
  unsigned repeat_percent = 5;
};

/// Time, chance and a network in one thread: packets arrive late, twice, out
/// of order or not at all, and the seed alone decides which.
class world {
public:
  using receiver = std::function<void(number from, const packet&)>;

  explicit world(std::uint64_t seed) : random_(seed) {
  }

  network_weather weather;

  void add(receiver x) {
    receivers_.push_back(std::move(x));
  }

  void send(number from, number to, const packet& x);

  /// To all others.
  void broadcast(number from, const packet& x);

  /// Calls `what` after that time.
  void after(std::uint64_t delay_ms, std::function<void()> what);

  /// Runs until that time, or until `until()` holds after some event.
  /// @returns whether it held
  bool run(std::uint64_t end_ms, const std::function<bool()>& until);

  void cut(number from, number to) {
    cut_.insert({from, to});
  }

  void heal() {
    cut_.clear();
  }

  [[nodiscard]] bool chance(unsigned percent) {
    return below(100) < percent;
  }

  /// Uniform below `bound`, which is at least 1.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) {
    return random_() % bound;
  }

  [[nodiscard]] std::uint64_t now_ms() const noexcept {
    return now_ms_;
  }

  /// Of all deliveries so far: equal for equal seeds.
  [[nodiscard]] std::uint64_t deliveries() const noexcept {
    return deliveries_.value();
  }

private:
  void deliver(number from, number to, const packet& x);

  std::mt19937_64 random_;
  std::uint64_t now_ms_ = 0;
  std::uint64_t sequence_ = 0;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::function<void()>>
    events_;
  std::set<std::pair<number, number>> cut_;
  std::vector<receiver> receivers_;
  digest deliveries_;
};

} // namespace synod::sim
