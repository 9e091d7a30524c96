#pragma once

#include "runtime/consensus/height_rules.hpp"
#include "schemas/validator_position.hpp"

#include <cstdint>
#include <variant>
#include <vector>

// Which messages a validator sends again, to whom, and when. The network may
// lose anything; so whoever is behind gets what it lacks until it moves.

namespace synod::consensus {

/// Send the block and the commit of a height that is stored here.
struct send_decided {
  block_height height;
};

/// Send a block's body, if it is here.
struct send_block {
  block_id block;
};

using catch_up_item = std::variant<send_decided, certificate, signed_proposal,
                                   send_block, signed_vote>;

/// @returns what a validator at `peer` lacks of what is known here, in the
///          order to send it: of an earlier height the decision; of this one
///          the commit, its round's proposal, block and votes, the polka that
///          the proposal rests on, and of a later round enough to skip to it.
///          At most two proposals and four votes per validator.
[[nodiscard]] std::vector<catch_up_item>
catch_up(const height_rules& here, const validator_position& peer);

/// @returns where this validator is, to be told to the others.
[[nodiscard]] validator_position position_of(const round_state& state) noexcept;

/// When one peer is sent to again: soon after it moved, then ever less often
/// while it does not. Times are of a clock that only goes forward.
class catch_up_schedule {
public:
  struct options {
    std::uint64_t first_ms = 200;
    std::uint64_t longest_ms = 2'000;
  };

  explicit catch_up_schedule(options timing);

  /// The peer has told where it is.
  void heard(const validator_position& x, std::uint64_t now_ms);

  /// True if it is time to send what the peer lacks; the next time is put off.
  [[nodiscard]] bool is_due(std::uint64_t now_ms);

  [[nodiscard]] const validator_position& position() const noexcept {
    return position_;
  }

private:
  options timing_;
  validator_position position_;
  bool known_ = false;
  std::uint64_t wait_ms_;
  std::uint64_t next_ms_ = 0;
};

} // namespace synod::consensus
