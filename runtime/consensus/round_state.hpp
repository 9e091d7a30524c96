#pragma once

#include "schemas/consensus.hpp"

#include <cstdint>

// The round state machine: Tendermint's 66 lines (arXiv 1807.04938, algorithm
// 1), in the accountable variant: every prevote carries the valid round of the
// proposal that it answers. It trusts its inputs: that thresholds were reached
// and signatures checked is the driver's and the shell's to know.

namespace synod::consensus {

/// Rounds end here, so that the one after is still a number.
inline constexpr auto round_max = round_number{0x7fffffff - 1};

/// Where a round stands. `commit` is not in the paper, which begins the next
/// height at once.
enum class round_step : std::uint8_t {
  unstarted,
  propose,
  prevote,
  precommit,
  commit
};

/// Which values a decoder accepts.
[[nodiscard]] constexpr bool is_known(round_step x) noexcept {
  return x <= round_step::commit;
}

/// A block and the round in which a polka for it was seen.
struct locked_block {
  block_id block;
  round_number round = no_round;

  friend bool operator==(const locked_block&, const locked_block&) = default;
};

/// All that the machine remembers of a height.
struct round_state {
  block_height height;
  round_number round = no_round;
  round_step step = round_step::unstarted;
  locked_block locked; ///< Precommitted; round -1: none.
  locked_block valid;  ///< Proposed again if it is one's turn.

  friend bool operator==(const round_state&, const round_state&) = default;
};

} // namespace synod::consensus
