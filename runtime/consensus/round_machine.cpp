#include "runtime/consensus/round_machine.hpp"

#include <algorithm>
#include <utility>

namespace synod::consensus {

namespace {

using outputs = std::optional<std::vector<round_output>>;

template <class... Ts>
outputs list(Ts... xs) {
  auto result = std::vector<round_output>{};
  (result.emplace_back(std::move(xs)), ...);
  return result;
}

/// Where a guard does not hold.
const auto refused = outputs{};

outputs
prevote(round_state& state, const block_id& block, round_number valid_round) {
  state.step = round_step::prevote; // L27, L33
  return list(vote_cast{vote_kind::prevote, block, valid_round});
}

outputs prevote_nil(round_state& state) {
  return prevote(state, nil_block, no_round);
}

outputs precommit(round_state& state, const block_id& block) {
  state.step = round_step::precommit; // L41, L46, L64
  return list(vote_cast{vote_kind::precommit, block, no_round});
}

/// The latest polka that justifies a prevote: a voter locked on the block
/// names its own lock's if that is later, so that whoever names an earlier
/// round than it precommitted another block in has broken its lock.
round_number justification(const round_state& state, const block_id& block,
                           round_number valid_round) {
  return state.locked.block == block ? std::max(valid_round, state.locked.round)
                                     : valid_round;
}

outputs step(round_state& state, const round_started& x) {
  if (state.step != round_step::unstarted)
    return refused;
  if (x.round <= state.round)
    return refused;
  state.round = x.round;                             // L12
  state.step = round_step::propose;                  // L13
  if (!x.proposer)                                   // L14
    return list(timer_started{round_step::propose}); // L21
  // A proposer waits no longer than the others for its own proposal.
  if (state.valid.round == no_round)                                 // L15
    return list(value_wanted{}, timer_started{round_step::propose}); // L18
  return list(block_proposed{state.valid.block, state.valid.round},  // L16, L19
              timer_started{round_step::propose});
}

outputs step(round_state& state, const value_made& x) {
  if (state.step != round_step::propose)
    return refused;
  return list(block_proposed{x.block, state.valid.round}); // L19
}

outputs step(round_state& state, const proposal_fresh& x) {
  if (state.step != round_step::propose) // L22
    return refused;
  auto unlocked
    = state.locked.round == no_round || state.locked.block == x.block;
  if (x.acceptable && unlocked) // L23
    return prevote(state, x.block,
                   justification(state, x.block, no_round)); // L24
  return prevote_nil(state);                                 // L26
}

outputs step(round_state& state, const proposal_with_polka& x) {
  if (state.step != round_step::propose) // L28
    return refused;
  if (x.valid_round < 0 || x.valid_round >= state.round)
    return refused;
  auto unlocked
    = state.locked.round <= x.valid_round || state.locked.block == x.block;
  if (x.valid && unlocked) // L29
    return prevote(state, x.block,
                   justification(state, x.block, x.valid_round)); // L30
  return prevote_nil(state);                                      // L32
}

outputs step(round_state& state, const polka_any&) {
  if (state.step != round_step::prevote) // L34
    return refused;
  return list(timer_started{round_step::prevote}); // L35
}

outputs step(round_state& state, const polka_for_proposal& x) {
  if (state.step != round_step::prevote
      && state.step != round_step::precommit) // L36
    return refused;
  state.valid = {x.block, state.round};  // L42, L43
  if (state.step != round_step::prevote) // L37
    return list();
  state.locked = {x.block, state.round}; // L38, L39
  return precommit(state, x.block);      // L40
}

outputs step(round_state& state, const polka_nil&) {
  if (state.step != round_step::prevote) // L44
    return refused;
  return precommit(state, nil_block); // L45
}

outputs step(round_state& state, const precommit_any&) {
  if (state.round == no_round || state.step == round_step::commit)
    return refused;
  return list(timer_started{round_step::precommit}); // L48
}

outputs step(round_state& state, const commit_for_block& x) {
  if (state.step == round_step::commit) // L50
    return refused;
  state.step = round_step::commit;
  return list(block_decided{x.block, x.round}); // L51
}

outputs step(round_state& state, const round_skipped& x) {
  if (state.step == round_step::commit)
    return refused;
  if (x.round <= state.round) // L55
    return refused;
  state.step = round_step::unstarted;
  return list(round_wanted{x.round}); // L56
}

outputs step(round_state& state, const timed_out& x) {
  if (x.height != state.height)
    return refused;
  if (x.round != state.round)
    return refused;
  switch (x.step) {
    case round_step::propose:
      if (state.step != round_step::propose) // L58
        return refused;
      return prevote_nil(state); // L59
    case round_step::prevote:
      if (state.step != round_step::prevote) // L62
        return refused;
      return precommit(state, nil_block); // L63
    case round_step::precommit:
      if (state.step == round_step::commit || state.round >= round_max)
        return refused;
      state.step = round_step::unstarted;
      return list(round_wanted{state.round + 1}); // L67
    case round_step::unstarted:
    case round_step::commit:
      break;
  }
  return refused;
}

} // namespace

std::optional<std::vector<round_output>>
apply(round_state& state, const round_input& input) {
  return std::visit([&state](const auto& x) { return step(state, x); }, input);
}

} // namespace synod::consensus
