#pragma once

#include "runtime/consensus/validator_set.hpp"
#include "schemas/consensus.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>

namespace synod::consensus {

/// What the votes of a round have come to.
enum class threshold_kind : std::uint8_t {
  polka_any,       ///< Prevotes of more than 2/3, for whatever. L34
  polka_nil,       ///< Prevotes of more than 2/3 for nil. L44
  polka_value,     ///< Prevotes of more than 2/3 for one block. L28, L36
  precommit_any,   ///< Precommits of more than 2/3, for whatever. L47
  precommit_value, ///< Precommits of more than 2/3 for one block. L49
  skip             ///< Votes of more than 1/3 in a later round. L55
};

/// One crossing, which happens once.
struct threshold {
  threshold_kind kind = threshold_kind::polka_any;
  round_number round = 0;
  block_id block; ///< Of the two `_value` kinds; else nil.

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 misreads `<=>`.
  friend auto operator<=>(const threshold&, const threshold&) = default;
};

/// The votes of one kind in one round, by voter's index.
struct vote_count {
  std::map<validator_set::index, signed_vote> votes;
  std::map<block_id, vote_weight> weight_by_block; ///< Nil among them.
  vote_weight weight = 0;
  std::optional<certificate> proof; ///< One that came as a whole.
};

/// All votes of one round.
struct round_votes {
  std::array<vote_count, 2> counts; ///< Prevotes, precommits.
  std::map<validator_set::index, vote_weight> voters;
  std::set<threshold> emitted;

  [[nodiscard]] const vote_count& of(vote_kind kind) const noexcept {
    return counts[kind == vote_kind::precommit ? 1 : 0];
  }

  [[nodiscard]] vote_count& of(vote_kind kind) noexcept {
    return counts[kind == vote_kind::precommit ? 1 : 0];
  }

  /// Of everyone who voted in this round at all.
  [[nodiscard]] vote_weight weight() const noexcept;

  /// Counts a vote. @pre its voter has no vote of that kind here
  void
  count(validator_set::index voter, vote_weight weight, const signed_vote& x);

  /// True if nothing is held.
  [[nodiscard]] bool empty() const noexcept;

  /// Forgets what a voter said here.
  void forget(validator_set::index voter);
};

} // namespace synod::consensus
