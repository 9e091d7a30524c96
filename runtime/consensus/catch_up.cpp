#include "runtime/consensus/catch_up.hpp"

#include <algorithm>

namespace synod::consensus {

namespace {

using items = std::vector<catch_up_item>;

void add_votes(const height_rules& here, round_number round, items& to) {
  if (const auto* votes = here.votes().votes_of(round))
    for (const auto& count : votes->counts)
      for (const auto& [voter, x] : count.votes)
        to.emplace_back(x);
}

void add_proposal(const height_rules& here, round_number round, items& to) {
  const auto* known = here.proposals().of(round);
  if (!known)
    return;
  const auto& proposal = known->proposal.proposal;
  if (proposal.pol_round != no_round)
    if (auto polka
        = here.votes().make_certificate(vote_kind::prevote, proposal.pol_round))
      to.emplace_back(std::move(*polka));
  to.emplace_back(known->proposal);
  if (here.proposals().verdict(proposal.block))
    to.emplace_back(send_block{proposal.block});
}

/// Quorums for a block in this round, which a certificate proves to whoever
/// counted a faulty voter's other vote.
void add_quorums(const height_rules& here, round_number round, items& to) {
  if (auto polka = here.votes().make_certificate(vote_kind::prevote, round))
    to.emplace_back(std::move(*polka));
}

bool add_commit(const height_rules& here, items& to) {
  for (auto round : here.votes().rounds())
    if (auto commit
        = here.votes().make_certificate(vote_kind::precommit, round)) {
      auto block = commit->block;
      to.emplace_back(std::move(*commit));
      if (here.proposals().verdict(block))
        to.emplace_back(send_block{block});
      return true;
    }
  return false;
}

} // namespace

std::vector<catch_up_item>
catch_up(const height_rules& here, const validator_position& peer) {
  auto result = items{};
  const auto& state = here.state();
  if (peer.height < state.height)
    result.emplace_back(send_decided{peer.height});
  if (peer.height != state.height
      || peer.step == static_cast<std::uint8_t>(round_step::commit))
    return result;
  if (add_commit(here, result))
    return result;
  if (peer.round != no_round && peer.round <= state.round) {
    add_proposal(here, peer.round, result);
    add_quorums(here, peer.round, result);
    add_votes(here, peer.round, result);
  }
  if (peer.round < state.round) {
    add_proposal(here, state.round, result);
    add_votes(here, state.round, result);
  }
  return result;
}

validator_position position_of(const round_state& state) noexcept {
  return {state.height, state.round, static_cast<std::uint8_t>(state.step)};
}

catch_up_schedule::catch_up_schedule(options timing)
  : timing_(timing), wait_ms_(timing.first_ms) {
}

void catch_up_schedule::heard(const validator_position& x,
                              std::uint64_t now_ms) {
  if (known_ && x == position_)
    return;
  known_ = true;
  position_ = x;
  wait_ms_ = timing_.first_ms;
  next_ms_ = now_ms + wait_ms_;
}

bool catch_up_schedule::is_due(std::uint64_t now_ms) {
  if (!known_ || now_ms < next_ms_)
    return false;
  wait_ms_ = std::min(wait_ms_ * 2, timing_.longest_ms);
  next_ms_ = now_ms + wait_ms_;
  return true;
}

} // namespace synod::consensus
