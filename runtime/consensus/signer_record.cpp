#include "runtime/consensus/signer_record.hpp"

namespace synod::consensus {

bool may_follow(const signer_record& last, const signer_record& next) noexcept {
  auto place = [](const signer_record& x) {
    return std::tuple{x.height, x.round, x.step};
  };
  return last == next || place(last) < place(next);
}

bool allows(const signer_record& record, const vote& x) noexcept {
  if (record.height != x.height || record.round != x.round)
    return false;
  auto last = record.block == x.block && record.vote_round == x.valid_round;
  if (x.kind == vote_kind::precommit)
    return record.step == round_step::precommit && last;
  if (record.step == round_step::prevote)
    return last;
  return record.step == round_step::precommit && record.prevote == x.block
         && record.prevote_round == x.valid_round;
}

bool allows(const signer_record& record, const proposal& x) noexcept {
  return record.step == round_step::propose && record.height == x.height
         && record.round == x.round && record.block == x.block
         && record.vote_round == x.pol_round;
}

std::vector<vote>
signed_votes(const signer_record& record, const validator_id& self) {
  auto cast = [&](vote_kind kind, const block_id& block, round_number round) {
    return vote{kind, record.height, record.round, block, round, self};
  };
  if (record.step == round_step::prevote)
    return {cast(vote_kind::prevote, record.block, record.vote_round)};
  if (record.step == round_step::precommit)
    return {cast(vote_kind::prevote, record.prevote, record.prevote_round),
            cast(vote_kind::precommit, record.block, no_round)};
  return {};
}

round_state state_of(const signer_record& record) noexcept {
  return {record.height,
          record.round,
          record.step,
          {record.locked, record.locked_round},
          {record.valid, record.valid_round}};
}

} // namespace synod::consensus
