#pragma once

#include "runtime/consensus/round_votes.hpp"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace synod::consensus {

/// What became of a vote.
enum class vote_outcome : std::uint8_t {
  counted,
  repeated,     ///< The very vote is known.
  conflicting,  ///< The voter has cast another; it is evidence, not counted.
  not_a_member, ///< The voter is not in the set.
  wrong_height,
  malformed,  ///< Not a vote that anyone honest casts.
  superseded, ///< The voter is known to be in a later round, past the next.
};

/// Holds the votes of one height and says when they cross a threshold, each
/// once as long as the round is held.
///
/// Memory is bounded per validator whatever arrives: of rounds past the next
/// one, only those of the highest that it voted in are held. Rounds up to the
/// current one are as many as honest weight has moved through. Of conflicts
/// the first per validator and kind is kept.
///
/// Checks no signatures: what comes in has been verified.
class vote_keeper {
public:
  struct result {
    vote_outcome outcome = vote_outcome::counted;
    std::optional<threshold> reached;
  };

  vote_keeper(block_height height,
              std::shared_ptr<const validator_set> validators);

  /// Takes a vote while `current` is the current round (-1 before the first).
  result add(const signed_vote& x, round_number current);

  /// Takes the votes of a certificate. The certificate itself counts, even if
  /// some of its voters have been counted for something else here.
  /// @returns the threshold that it is; nothing if it is not complete
  std::optional<threshold> add(const certificate& x, round_number current);

  /// True if the parts are ordered, of distinct members, and weigh more than
  /// 2/3.
  [[nodiscard]] bool is_complete(const certificate& x) const;

  // -- what is known ----------------------------------------------------------

  /// More than 2/3 for `block`, which may be nil.
  [[nodiscard]] bool
  has_quorum(vote_kind kind, round_number round, const block_id& block) const;

  /// More than 2/3 voted in the round, for whatever, or in a later one, and so
  /// have nothing to add: what a crashed validator forgot of an earlier round
  /// must hold nobody there. It starts timers, and those are safe at any time.
  [[nodiscard]] bool has_any(vote_kind kind, round_number round) const;

  /// The block, not nil, that more than 2/3 voted for.
  [[nodiscard]] std::optional<block_id>
  quorum_block(vote_kind kind, round_number round) const;

  /// The highest round above `current` in which more than 1/3 voted. L55
  [[nodiscard]] std::optional<round_number>
  skip_round(round_number current) const;

  /// @returns the certificate for `quorum_block`, if there is one.
  [[nodiscard]] std::optional<certificate>
  make_certificate(vote_kind kind, round_number round) const;

  /// Null if no vote of that round is held.
  [[nodiscard]] const round_votes* votes_of(round_number round) const;

  /// Ascending.
  [[nodiscard]] std::vector<round_number> rounds() const;

  [[nodiscard]] const std::vector<vote_conflict>& conflicts() const noexcept {
    return conflicts_;
  }

  /// Votes held, over all rounds; what the bound is about.
  [[nodiscard]] std::size_t votes_held() const noexcept;

private:
  vote_outcome check(const vote& x) const;
  bool make_room(validator_set::index voter, round_number round,
                 round_number current);
  std::optional<threshold>
  emit(round_votes& round, const vote& x, round_number current);
  void note(const signed_vote& known, const signed_vote& other);
  void find_amnesia(validator_set::index voter, const signed_vote& x);

  block_height height_;
  std::shared_ptr<const validator_set> validators_;
  std::map<round_number, round_votes> rounds_;
  std::vector<vote_conflict> conflicts_;
};

} // namespace synod::consensus
