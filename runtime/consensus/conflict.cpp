#include "runtime/consensus/conflict.hpp"

#include "runtime/consensus/round_state.hpp"

namespace synod::consensus {

bool is_well_formed(const vote& x) noexcept {
  if (x.round < 0 || x.round > round_max || x.valid_round < no_round
      || x.valid_round >= x.round)
    return false;
  if (x.kind == vote_kind::prevote)
    return x.valid_round == no_round || !x.block.is_zero();
  return x.kind == vote_kind::precommit && x.valid_round == no_round;
}

bool is_equivocation(const vote& a, const vote& b) noexcept {
  return a.validator == b.validator && a.kind == b.kind && a.height == b.height
         && a.round == b.round && a != b;
}

bool is_amnesia(const vote& precommit, const vote& prevote) noexcept {
  return precommit.kind == vote_kind::precommit
         && prevote.kind == vote_kind::prevote
         && precommit.validator == prevote.validator
         && precommit.height == prevote.height && !precommit.block.is_zero()
         && !prevote.block.is_zero() && precommit.block != prevote.block
         && precommit.round < prevote.round
         && prevote.valid_round < precommit.round;
}

signed_vote vote_of(const certificate& x, const vote_signature& part) {
  return {
    vote{x.kind, x.height, x.round, x.block, part.valid_round, part.validator},
    part.signature};
}

} // namespace synod::consensus
