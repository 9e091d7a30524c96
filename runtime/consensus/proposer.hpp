#pragma once

#include "runtime/consensus/validator_set.hpp"

#include <cstdint>
#include <vector>

namespace synod::consensus {

/// Whose turn it is to propose: weighted round-robin by priorities, as
/// CometBFT's (spec/consensus/proposer-selection.md): at each turn everyone's
/// priority grows by its weight, the highest proposes, ties to the lower id,
/// and it pays the total weight. Priorities are kept within twice the total
/// weight of each other and centred on zero.
///
/// One turn is taken per height; a round of a height looks as many turns
/// ahead as its number, so a failed round does not change the next height.
class proposer_rotation {
public:
  proposer_rotation() = default;

  /// The rotation of the first height: one turn taken from equal priorities.
  explicit proposer_rotation(validator_set validators);

  /// Takes one turn; once per height.
  void advance();

  /// Who proposes in the last turn taken.
  [[nodiscard]] const validator_id& proposer() const;

  /// Who proposes in `round` of this height. Takes time in proportion to it.
  /// @pre `round >= 0`
  [[nodiscard]] validator_id proposer_of(round_number round) const;

  [[nodiscard]] const validator_set& validators() const noexcept {
    return validators_;
  }

  /// In the order of the set; for tests and status.
  [[nodiscard]] const std::vector<std::int64_t>& priorities() const noexcept {
    return priorities_;
  }

  /// Follows a change of the set: who stays keeps its priority, who joins
  /// starts 1.125 times the new total weight behind.
  void change(validator_set validators);

  friend bool operator==(const proposer_rotation&, const proposer_rotation&)
    = default;

private:
  void rescale();
  void centre();

  validator_set validators_;
  std::vector<std::int64_t> priorities_;
  validator_set::index proposer_ = 0;
};

} // namespace synod::consensus
