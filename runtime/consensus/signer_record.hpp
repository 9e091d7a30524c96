#pragma once

#include "runtime/consensus/round_state.hpp"

#include <tuple>
#include <vector>

namespace synod::consensus {

/// What a validator must never forget: what it signed last, and what it is
/// locked on. On disk before a signature leaves.
struct signer_record {
  static constexpr auto name = "signer_record";

  block_height height;
  round_number round = no_round;
  /// Of the last signature: `propose`, `prevote` or `precommit`; `unstarted`
  /// if nothing was signed yet.
  round_step step = round_step::unstarted;
  block_id block;                     ///< Signed last, or nil.
  round_number vote_round = no_round; ///< Signed last: its valid round.
  /// The prevote of this round, once it was precommitted in: a restarted
  /// validator sends both again, or the others could wait for it for ever.
  block_id prevote;
  round_number prevote_round = no_round;
  block_id locked;
  round_number locked_round = no_round;
  block_id valid;
  round_number valid_round = no_round;

  static auto fields(auto& x) {
    return std::tie(x.height, x.round, x.step, x.block, x.vote_round, x.prevote,
                    x.prevote_round, x.locked, x.locked_round, x.valid,
                    x.valid_round);
  }

  friend bool operator==(const signer_record&, const signer_record&) = default;
};

/// True if `next` may replace `last` on disk: it is of a later height, round or
/// step, or the same record.
[[nodiscard]] bool
may_follow(const signer_record& last, const signer_record& next) noexcept;

/// True if the record on disk allows exactly this signature: it names it.
[[nodiscard]] bool allows(const signer_record& record, const vote& x) noexcept;
[[nodiscard]] bool
allows(const signer_record& record, const proposal& x) noexcept;

/// The votes that the record names, in the order in which they were cast.
[[nodiscard]] std::vector<vote>
signed_votes(const signer_record& record, const validator_id& self);

/// The round state in which the record was written.
[[nodiscard]] round_state state_of(const signer_record& record) noexcept;

} // namespace synod::consensus
