#pragma once

#include "runtime/consensus/early_messages.hpp"
#include "runtime/consensus/effects.hpp"
#include "runtime/consensus/height_rules.hpp"
#include "runtime/consensus/timeouts.hpp"

#include <set>
#include <utility>

namespace synod::consensus {

struct driver_options {
  validator_id self; ///< Votes only where this one is a member.
  timeout_options timeouts;
  std::uint64_t clock_skew_ms_max = 2'000; ///< For fresh proposals.
};

/// Consensus on one height after the other: takes verified messages, the
/// application's blocks, and timeouts; gives the effects that follow, in the
/// order in which they must be done. The same inputs give the same effects.
///
/// Verifies no signature and reads no clock. The signatures of a proposal, a
/// vote, and each part of a certificate, and a block's body, are the shell's to
/// check before; own messages come back through the same doors once signed.
class driver {
public:
  driver(driver_options options, const height_setup& first);

  /// There is something to decide. Rounds begin now, or when others are seen
  /// to have begun; until then the height costs nothing.
  effects begin();

  effects on_proposal(const signed_proposal& x, std::uint64_t now_ms);
  effects on_vote(const signed_vote& x);
  effects on_certificate(const certificate& x);

  /// A block is here and was judged: one that `fetch_block` asked for, or own.
  effects on_block(const block_id& block, block_verdict verdict);

  /// Answers `get_value`, after `on_block`.
  effects
  on_value(block_height height, round_number round, const block_id& block);

  effects on_timeout(const timed_out& x);

  /// The decided block is stored. Messages that came early are taken in.
  /// @pre `is_decided()` and `next.height` is the one after
  effects next_height(const height_setup& next);

  /// Resumes on start, before anything else but `on_block` and
  /// `on_certificate` for what `persist_body` kept of this height.
  /// @param record the signer's; of a stored height, it has nothing to say
  /// @returns what was signed last, to be sent again
  effects restore(const signer_record& record);

  /// Likewise where one of the record's slots was unreadable, so that one more
  /// signature than `record` says may be out: adopts own votes that others
  /// return, and signs nothing until a whole round went by.
  effects restore_damaged(const signer_record& record);

  /// True once the height costs something: it is being decided.
  [[nodiscard]] bool has_begun() const noexcept {
    return height_.state().round != no_round;
  }

  [[nodiscard]] bool is_decided() const noexcept {
    return height_.state().step == round_step::commit;
  }

  /// True while it signs nothing, after `restore_damaged`.
  [[nodiscard]] bool is_silent() const noexcept {
    return height_.state().round <= silent_through_;
  }

  [[nodiscard]] const height_rules& height() const noexcept {
    return height_;
  }

  /// Of the next height; at most three per validator.
  [[nodiscard]] std::size_t early_messages_held() const noexcept {
    return early_.size();
  }

private:
  using outputs = std::optional<std::vector<round_output>>;

  /// Applies enabled rules, first things first, until none is left.
  effects advance(const outputs& first = {});
  void perform(const std::vector<round_output>& from, effects& to);
  void perform(const block_proposed& x, effects& to);
  void perform(const value_wanted&, effects& to);
  void perform(const vote_cast& x, effects& to);
  void perform(const timer_started& x, effects& to);
  void perform(const block_decided& x, effects& to);
  void perform(const round_wanted&, effects&);
  void persist(round_step step, const block_id& block, round_number vote_round,
               effects& to);
  void ask_for_blocks(effects& to);
  void report_conflicts(effects& to);
  void adopt(const vote& own);
  bool is_next(block_height height, const validator_id& sender) const;

  driver_options options_;
  height_rules height_;
  early_messages early_;
  signer_record record_; ///< As last asked to be persisted.
  std::set<std::pair<block_id, round_number>> persisted_; ///< With polkas.
  std::set<block_id> asked_;         ///< Bodies, of this height.
  std::size_t reported_ = 0;         ///< Conflicts, of this height.
  round_number proposed_ = no_round; ///< The last round proposed in.
  round_number silent_through_ = no_round - 1;
  bool damaged_ = false;    ///< Resumed so, in this height.
  bool first_skip_ = false; ///< Silent, and others may be rounds ahead.
};

} // namespace synod::consensus
