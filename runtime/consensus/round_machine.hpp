#pragma once

#include "runtime/consensus/round_rules.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace synod::consensus {

/// Sign and broadcast a proposal for the current round. L19
struct block_proposed {
  block_id block;
  round_number valid_round = no_round;

  friend bool operator==(const block_proposed&, const block_proposed&)
    = default;
};

/// Ask the application for a block. L18
struct value_wanted {
  friend bool operator==(const value_wanted&, const value_wanted&) = default;
};

/// Sign and broadcast a vote in the current round. L24, L26, L30, L40, L45
struct vote_cast {
  vote_kind kind = vote_kind::prevote;
  block_id block;
  round_number valid_round = no_round;

  friend bool operator==(const vote_cast&, const vote_cast&) = default;
};

/// Start a timer for the current round. L21, L35, L48
struct timer_started {
  round_step step = round_step::propose;

  friend bool operator==(const timer_started&, const timer_started&) = default;
};

/// The height is decided. L51
struct block_decided {
  block_id block;
  round_number round = 0;

  friend bool operator==(const block_decided&, const block_decided&) = default;
};

/// Begin this round next. L56, L67
struct round_wanted {
  round_number round = 0;

  friend bool operator==(const round_wanted&, const round_wanted&) = default;
};

using round_output = std::variant<block_proposed, value_wanted, vote_cast,
                                  timer_started, block_decided, round_wanted>;

/// Applies one rule.
/// @returns what follows from it, in order; nothing if the rule's guard does
///          not hold, and then the state is unchanged
[[nodiscard]] std::optional<std::vector<round_output>>
apply(round_state& state, const round_input& input);

} // namespace synod::consensus
