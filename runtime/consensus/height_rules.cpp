#include "runtime/consensus/height_rules.hpp"

#include <algorithm>
#include <utility>

namespace synod::consensus {

height_rules::height_rules(validator_id self, const height_setup& setup,
                           std::uint64_t clock_skew_ms_max)
  : self_(self), rotation_(setup.rotation),
    votes_(setup.height,
           std::make_shared<const validator_set>(setup.rotation.validators())),
    proposals_(clock_skew_ms_max) {
  state_.height = setup.height;
}

// -- what is known ------------------------------------------------------------

proposal_outcome
height_rules::record(const signed_proposal& x, std::uint64_t now_ms) {
  const auto& proposal = x.proposal;
  if (proposal.height != state_.height)
    return proposal_outcome::wrong_height;
  if (proposal.block.is_zero())
    return proposal_outcome::nil;
  if (proposal.round < 0 || proposal.round > state_.round + 1
      || proposal.pol_round < no_round || proposal.pol_round >= proposal.round)
    return proposal_outcome::bad_round;
  if (proposal.proposer != proposer_of(proposal.round))
    return proposal_outcome::not_proposer;
  return proposals_.add(x, now_ms);
}

vote_keeper::result height_rules::record(const signed_vote& x) {
  return votes_.add(x, state_.round);
}

std::optional<threshold> height_rules::record(const certificate& x) {
  return votes_.add(x, state_.round);
}

void height_rules::record_block(const block_id& block, block_verdict verdict) {
  proposals_.add_block(block, verdict);
}

validator_id height_rules::proposer_of(round_number round) const {
  return rotation_.proposer_of(round);
}

std::vector<block_id> height_rules::missing() const {
  auto result = proposals_.missing();
  for (auto round : votes_.rounds())
    for (auto kind : {vote_kind::prevote, vote_kind::precommit})
      if (auto block = votes_.quorum_block(kind, round);
          block && !proposals_.verdict(*block))
        result.push_back(*block);
  return result;
}

// -- what follows -------------------------------------------------------------

std::vector<round_input> height_rules::enabled() const {
  auto result = std::vector<round_input>{};
  add_decision(result);
  add_prevote(result);
  add_precommit(result);
  add_round(result);
  add_timers(result);
  // In which steps a rule acts, the state machine alone knows.
  std::erase_if(result, [this](const round_input& x) {
    auto state = state_;
    return !consensus::apply(state, x);
  });
  return result;
}

// L49, L50. The block alone must be here, not its proposal: what more than 2/3
// have precommitted is decided, whoever proposed it.
void height_rules::add_decision(std::vector<round_input>& to) const {
  for (auto round : votes_.rounds()) {
    auto block = votes_.quorum_block(vote_kind::precommit, round);
    if (block && proposals_.is_valid(*block))
      to.emplace_back(commit_for_block{*block, round});
  }
}

void height_rules::add_prevote(std::vector<round_input>& to) const {
  const auto* known = proposals_.of(state_.round);
  if (!known)
    return;
  const auto& proposal = known->proposal.proposal;
  auto verdict = proposals_.verdict(proposal.block);
  if (!verdict)
    return;
  if (proposal.pol_round == no_round) // L22
    to.emplace_back(proposal_fresh{
      proposal.block, verdict->valid && proposals_.is_timely(*known)});
  else if (votes_.has_quorum(vote_kind::prevote, proposal.pol_round,
                             proposal.block)) // L28
    to.emplace_back(
      proposal_with_polka{proposal.block, proposal.pol_round, verdict->valid});
}

// A polka is enough to lock on a valid block, whichever of two proposals of a
// faulty proposer came first here.
void height_rules::add_precommit(std::vector<round_input>& to) const {
  auto block = votes_.quorum_block(vote_kind::prevote, state_.round);
  if (block && proposals_.is_valid(*block) && polka_seen_ < state_.round) // L36
    to.emplace_back(polka_for_proposal{*block});
  if (votes_.has_quorum(vote_kind::prevote, state_.round,
                        nil_block)) // L44
    to.emplace_back(polka_nil{});
}

void height_rules::add_round(std::vector<round_input>& to) const {
  if (auto round = votes_.skip_round(state_.round)) // L55
    to.emplace_back(round_skipped{*round});
  else if (state_.round == no_round && proposals_.of(0))
    to.emplace_back(round_skipped{0}); // others have begun the height
}

void height_rules::add_timers(std::vector<round_input>& to) const {
  if (polka_timer_ < state_.round
      && votes_.has_any(vote_kind::prevote, state_.round)) // L34
    to.emplace_back(polka_any{});
  if (precommit_timer_ < state_.round
      && votes_.has_any(vote_kind::precommit, state_.round)) // L47
    to.emplace_back(precommit_any{});
}

std::optional<std::vector<round_output>>
height_rules::apply(const round_input& input) {
  auto result = consensus::apply(state_, input);
  if (!result)
    return result;
  if (std::holds_alternative<polka_any>(input))
    polka_timer_ = state_.round;
  if (std::holds_alternative<polka_for_proposal>(input))
    polka_seen_ = state_.round;
  if (std::holds_alternative<precommit_any>(input))
    precommit_timer_ = state_.round;
  if (result->empty())
    return result;
  if (const auto* wanted = std::get_if<round_wanted>(&result->front()))
    return start_round(wanted->round);
  return result;
}

std::optional<std::vector<round_output>>
height_rules::start_round(round_number round) {
  return apply(round_started{round, proposer_of(round) == self_});
}

void height_rules::restore(const round_state& state) {
  state_ = state;
}

} // namespace synod::consensus
