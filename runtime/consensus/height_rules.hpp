#pragma once

#include "runtime/consensus/proposal_book.hpp"
#include "runtime/consensus/proposer.hpp"
#include "runtime/consensus/round_machine.hpp"
#include "runtime/consensus/vote_keeper.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace synod::consensus {

/// What one height is decided with.
struct height_setup {
  block_height height;
  proposer_rotation rotation; ///< Its set decides this height.
};

/// One height: its rounds, the proposals and votes known, and which of the
/// paper's rules are enabled by them. Records and applies, one rule at a time;
/// which comes first is the driver's to say.
class height_rules {
public:
  height_rules(validator_id self, const height_setup& setup,
               std::uint64_t clock_skew_ms_max);

  // -- what is known ----------------------------------------------------------

  proposal_outcome record(const signed_proposal& x, std::uint64_t now_ms);
  vote_keeper::result record(const signed_vote& x);
  std::optional<threshold> record(const certificate& x);
  void record_block(const block_id& block, block_verdict verdict);

  // -- what follows -----------------------------------------------------------

  /// The rules whose guards hold, in the order in which the driver takes them:
  /// decide (L49), prevote (L28, L22), precommit (L36, L44), skip (L55, L11),
  /// then timers (L34, L47). Each rule that acts "for the first time" in its
  /// round is listed until it was applied.
  [[nodiscard]] std::vector<round_input> enabled() const;

  /// Applies one input; a round that it wants is begun at once (L11-21).
  /// @returns nothing if its guard does not hold
  std::optional<std::vector<round_output>> apply(const round_input& input);

  /// Begins a round above the current one.
  std::optional<std::vector<round_output>> start_round(round_number round);

  /// Resumes from what was on disk.
  void restore(const round_state& state);

  [[nodiscard]] const round_state& state() const noexcept {
    return state_;
  }

  [[nodiscard]] const vote_keeper& votes() const noexcept {
    return votes_;
  }

  [[nodiscard]] const proposal_book& proposals() const noexcept {
    return proposals_;
  }

  [[nodiscard]] const validator_set& validators() const noexcept {
    return rotation_.validators();
  }

  /// Blocks that proposals or quorums name and whose bodies are not here.
  [[nodiscard]] std::vector<block_id> missing() const;

  [[nodiscard]] validator_id proposer_of(round_number round) const;

private:
  void add_decision(std::vector<round_input>& to) const;
  void add_prevote(std::vector<round_input>& to) const;
  void add_precommit(std::vector<round_input>& to) const;
  void add_round(std::vector<round_input>& to) const;
  void add_timers(std::vector<round_input>& to) const;

  validator_id self_;
  proposer_rotation rotation_;
  round_state state_;
  vote_keeper votes_;
  proposal_book proposals_;
  /// The last rounds in which L34, L36 and L47 were applied.
  round_number polka_timer_ = no_round;
  round_number polka_seen_ = no_round;
  round_number precommit_timer_ = no_round;
};

} // namespace synod::consensus
