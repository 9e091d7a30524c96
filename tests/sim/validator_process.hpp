#pragma once

#include "tests/sim/chain.hpp"
#include "tests/sim/network.hpp"

#include <vector>

namespace synod::sim {

/// Wall clocks begin here, in milliseconds since the epoch.
constexpr auto wall_begin = time_ms{1'700'000'000'000};

[[nodiscard]] inline time_ms wall_at(instant now) {
  return wall_begin + static_cast<time_ms>(now.count() / 1000);
}

/// A validator on a node of the simulated network. All of them share one chain,
/// which grows as long as one of them runs.
class validator_process : public process {
public:
  validator_process(network& wires, node_id self, chain& shared,
                    instant interval);

  void start();

  void
  receive(const node_id& from, const message& what, answer_to answer) override;

  /// Takes transactions, says so, and loses them, for a while.
  void lose(bool yes) noexcept {
    loses_ = yes;
  }

  /// From now on it answers reads as of now, and takes no part: as one does
  /// whose disk is full.
  void stand_still() {
    stands_at_ = chain_.height();
  }

  /// From now on it answers with blocks that are none, at once.
  void lie() noexcept {
    lies_ = true;
  }

  [[nodiscard]] std::uint64_t asked() const noexcept {
    return asked_;
  }

private:
  struct waiter {
    transaction_id id;
    answer_to answer;
  };

  [[nodiscard]] reply handle(const message& what);
  [[nodiscard]] const transaction_found* find(const transaction_id& id) const;
  [[nodiscard]] const stored_block* after(block_height x) const;
  void answer_waiting();
  void tick();

  network& wires_;
  node_id self_;
  chain& chain_;
  instant interval_; // between blocks
  bool loses_ = false;
  bool lies_ = false;
  std::optional<block_height> stands_at_;
  std::uint64_t asked_ = 0;
  struct follower {
    block_height after;
    answer_to answer;
  };

  std::vector<waiter> waiters_;
  std::vector<follower> followers_;
};

} // namespace synod::sim
