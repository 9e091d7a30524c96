#pragma once

#include "runtime/consensus/round_state.hpp"

#include <tuple>

namespace synod::consensus {

/// What a validator must never forget: the last thing that it signed, and what
/// it is locked on. On disk before a signature leaves.
///
/// A signer signs for a (height, round, step) above its record's, or again
/// exactly what the record names; nothing else.
struct signer_record {
  static constexpr auto name = "signer_record";

  block_height height;
  round_number round = no_round;
  /// Of the last signature: `propose`, `prevote` or `precommit`; `unstarted`
  /// if nothing was signed yet.
  round_step step = round_step::unstarted;
  block_id block;                     ///< Signed; or nil.
  round_number vote_round = no_round; ///< The valid round that was signed.
  round_number locked_round = no_round;
  block_id locked;
  round_number valid_round = no_round;
  block_id valid;

  static auto fields(auto& x) {
    return std::tie(x.height, x.round, x.step, x.block, x.vote_round,
                    x.locked_round, x.locked, x.valid_round, x.valid);
  }

  friend bool operator==(const signer_record&, const signer_record&) = default;
};

/// True if signing `next` after `last` cannot contradict it.
[[nodiscard]] bool
may_sign(const signer_record& last, const signer_record& next) noexcept;

} // namespace synod::consensus
