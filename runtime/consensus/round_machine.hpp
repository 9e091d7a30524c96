#pragma once

#include "runtime/consensus/round_state.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace synod::consensus {

// -- inputs, each one rule ----------------------------------------------------

/// Begins a round, as its proposer or not. L11
struct round_started {
  round_number round = 0;
  bool proposer = false;
};

/// The application has made a block to propose. L18
struct value_made {
  block_id block;
};

/// The round's proposal, with no polka behind it. L22
struct proposal_fresh {
  block_id block;
  bool acceptable = false; ///< Valid, and its time near the voter's.
};

/// The round's proposal, with a polka from `valid_round` behind it. L28
struct proposal_with_polka {
  block_id block;
  round_number valid_round = no_round;
  bool valid = false;
};

/// Prevotes of more than 2/3, for whatever. L34
struct polka_any {};

/// The round's proposal, valid, and a polka for it in this round. L36
struct polka_for_proposal {
  block_id block;
};

/// A polka for nil. L44
struct polka_nil {};

/// Precommits of more than 2/3, for whatever. L47
struct precommit_any {};

/// A valid block and precommits of more than 2/3 for it, in any round. L49
struct commit_for_block {
  block_id block;
  round_number round = 0;
};

/// Votes of more than 1/3 for a later round. L55
struct round_skipped {
  round_number round = 0;
};

/// A timer that was started has run out. L57, L61, L65
struct timed_out {
  block_height height;
  round_number round = 0;
  round_step step = round_step::propose; ///< Up to `precommit`.
};

using round_input
  = std::variant<round_started, value_made, proposal_fresh, proposal_with_polka,
                 polka_any, polka_for_proposal, polka_nil, precommit_any,
                 commit_for_block, round_skipped, timed_out>;

// -- outputs ------------------------------------------------------------------

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
