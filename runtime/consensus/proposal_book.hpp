#pragma once

#include "schemas/consensus.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace synod::consensus {

/// What became of a proposal.
enum class proposal_outcome : std::uint8_t {
  recorded,
  repeated,
  conflicting,  ///< The round has another; the first stays.
  not_proposer, ///< Not signed by whose turn it is.
  wrong_height,
  bad_round, ///< Below 0, past the next, or a polka round not below it.
  nil        ///< Proposes no block.
};

/// What is known of a block whose body is here.
struct block_verdict {
  bool valid = false;
  std::uint64_t time_ms = 0; ///< Of its header.
};

/// The proposals of a height, one per round, and what is known of the blocks.
class proposal_book {
public:
  struct entry {
    signed_proposal proposal;
    std::uint64_t received_ms = 0;
  };

  explicit proposal_book(std::uint64_t clock_skew_ms_max) noexcept
    : clock_skew_ms_max_(clock_skew_ms_max) {
  }

  /// @pre the proposer and the rounds were checked
  proposal_outcome add(const signed_proposal& x, std::uint64_t now_ms);

  /// The body of a block is here and was judged.
  void add_block(const block_id& block, block_verdict verdict);

  /// Null if the round has none.
  [[nodiscard]] const entry* of(round_number round) const;

  /// Nothing if the body is not here.
  [[nodiscard]] std::optional<block_verdict>
  verdict(const block_id& block) const;

  [[nodiscard]] bool is_valid(const block_id& block) const;

  /// Valid, and its time within the allowed skew of when the proposal came.
  [[nodiscard]] bool is_timely(const entry& x) const;

  /// Proposed, ascending by round, and not here.
  [[nodiscard]] std::vector<block_id> missing() const;

private:
  std::uint64_t clock_skew_ms_max_;
  std::map<round_number, entry> by_round_;
  std::map<block_id, block_verdict> blocks_;
};

} // namespace synod::consensus
