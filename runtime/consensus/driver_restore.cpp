#include "runtime/consensus/driver.hpp"

#include <algorithm>

// How a driver resumes on start.

namespace synod::consensus {

effects driver::restore(const signer_record& record) {
  record_ = record;
  if (record.height != height_.state().height
      || record.step == round_step::unstarted)
    return {};
  height_.restore(state_of(record));
  proposed_ = record.round;
  for (const auto& x : {height_.state().locked, height_.state().valid})
    if (x.round != no_round)
      persisted_.insert({x.block, x.round});
  auto result = effects{};
  if (record.step == round_step::propose)
    result.emplace_back(
      sign_proposal{{record.height, record.round, record.block,
                     record.vote_round, options_.self}});
  for (const auto& vote : signed_votes(record, options_.self))
    result.emplace_back(sign_vote{vote});
  // What would have started the step's timer may have been forgotten.
  perform(timer_started{record.step}, result);
  auto more = advance();
  result.insert(result.end(), more.begin(), more.end());
  return result;
}

effects driver::restore_damaged(const signer_record& record) {
  auto result = restore(record);
  // Not sent again: a later signature may be out that contradicts nothing in
  // the record but the order of signing.
  std::erase_if(result, [](const effect& x) {
    return std::holds_alternative<sign_vote>(x)
           || std::holds_alternative<sign_proposal>(x);
  });
  silent_through_ = std::max(height_.state().round, 0) + 1;
  first_skip_ = true;
  if (height_.state().round != no_round)
    perform(timer_started{round_step::propose}, result);
  return result;
}

void driver::adopt(const vote& own) {
  auto state = height_.state();
  if (own.height != state.height)
    return;
  silent_through_ = std::max(silent_through_, own.round);
  if (own.kind != vote_kind::precommit || own.block.is_zero()
      || own.round <= state.locked.round)
    return;
  state.locked = {own.block, own.round};
  if (state.valid.round < own.round)
    state.valid = state.locked;
  height_.restore(state);
}

} // namespace synod::consensus
