#pragma once

#include "runtime/consensus/early_messages.hpp"
#include "runtime/consensus/effects.hpp"
#include "runtime/consensus/height_rules.hpp"
#include "runtime/consensus/timeouts.hpp"

#include <optional>

namespace synod::consensus {

struct driver_options {
  validator_id self; ///< Votes only where this one is a member.
  timeout_options timeouts;
  std::uint64_t clock_skew_ms_max = 2'000; ///< For fresh proposals.
};

/// Consensus on one height after the other: takes verified messages, the
/// application's blocks, and timeouts; gives the effects that follow, in the
/// order in which they must be done. The same inputs give the same effects.
///
/// Verifies no signature and reads no clock. A proposal's or vote's signature,
/// each one in a certificate, and a block's body are the shell's to check
/// before; own messages come back through the same doors once they are signed.
class driver {
public:
  driver(driver_options options, const height_setup& first);

  /// There is something to decide. Rounds begin now, or when others are seen
  /// to have begun; until then the height costs nothing.
  effects begin();

  effects on_proposal(const signed_proposal& x, std::uint64_t now_ms);
  effects on_vote(const signed_vote& x);
  effects on_certificate(const certificate& x);
  effects on_block(const block_id& block, block_verdict verdict);
  effects
  on_value(block_height height, round_number round, const block_id& block);
  effects on_timeout(const timed_out& x);

  /// The decided block is stored. Messages that came early are taken in.
  /// @pre `is_decided()` and `next.height` follows
  effects next_height(const height_setup& next);

  /// Resumes on start, before anything else.
  /// @param record the signer's; ignored if of a height that is stored
  /// @param damaged one of its slots was unreadable, so one more signature than
  ///        the record says may be out: signs nothing until a whole round went
  ///        by, and adopts own votes of this height that others return
  /// @returns what was signed last, to be sent again
  effects restore(const signer_record& record, bool damaged);

  [[nodiscard]] bool is_decided() const noexcept;

  [[nodiscard]] const height_rules& height() const noexcept {
    return height_;
  }

private:
  effects advance();

  driver_options options_;
  height_rules height_;
  early_messages early_;
};

} // namespace synod::consensus
