#pragma once

#include "runtime/consensus/round_state.hpp"

#include <variant>

// The rules of the paper as inputs of the round state machine: what has been
// seen, for the machine to say what follows.

namespace synod::consensus {

/// Begins a round, as its proposer or not. L11
struct round_started {
  round_number round = 0;
  bool proposer = false;

  friend bool operator==(const round_started&, const round_started&) = default;
};

/// The application has made a block to propose. L18
struct value_made {
  block_id block;

  friend bool operator==(const value_made&, const value_made&) = default;
};

/// The round's proposal, with no polka behind it. L22
struct proposal_fresh {
  block_id block;
  bool acceptable = false; ///< Valid, and its time near the voter's.

  friend bool operator==(const proposal_fresh&, const proposal_fresh&)
    = default;
};

/// The round's proposal, with a polka from `valid_round` behind it. L28
struct proposal_with_polka {
  block_id block;
  round_number valid_round = no_round;
  bool valid = false;

  friend bool operator==(const proposal_with_polka&, const proposal_with_polka&)
    = default;
};

/// Prevotes of more than 2/3, for whatever. L34
struct polka_any {
  friend bool operator==(const polka_any&, const polka_any&) = default;
};

/// The round's proposal, valid, and a polka for it in this round. L36
struct polka_for_proposal {
  block_id block;

  friend bool operator==(const polka_for_proposal&, const polka_for_proposal&)
    = default;
};

/// A polka for nil. L44
struct polka_nil {
  friend bool operator==(const polka_nil&, const polka_nil&) = default;
};

/// Precommits of more than 2/3, for whatever. L47
struct precommit_any {
  friend bool operator==(const precommit_any&, const precommit_any&) = default;
};

/// A valid block and precommits of more than 2/3 for it, in any round. L49
struct commit_for_block {
  block_id block;
  round_number round = 0;

  friend bool operator==(const commit_for_block&, const commit_for_block&)
    = default;
};

/// Votes of more than 1/3 for a later round. L55
struct round_skipped {
  round_number round = 0;

  friend bool operator==(const round_skipped&, const round_skipped&) = default;
};

/// A timer that was started has run out. L57, L61, L65
struct timed_out {
  block_height height;
  round_number round = 0;
  round_step step = round_step::propose; ///< Up to `precommit`.

  friend bool operator==(const timed_out&, const timed_out&) = default;
};

using round_input
  = std::variant<round_started, value_made, proposal_fresh, proposal_with_polka,
                 polka_any, polka_for_proposal, polka_nil, precommit_any,
                 commit_for_block, round_skipped, timed_out>;

} // namespace synod::consensus
