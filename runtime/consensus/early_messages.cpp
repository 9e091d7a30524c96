#include "runtime/consensus/early_messages.hpp"

#include <utility>

namespace synod::consensus {

void early_messages::add(const signed_vote& x) {
  auto& held = votes_.try_emplace(std::pair{x.vote.validator, x.vote.kind}, x)
                 .first->second;
  if (held.vote.round < x.vote.round)
    held = x;
}

void early_messages::add(const signed_proposal& x, std::uint64_t now_ms) {
  auto& held
    = proposals_.try_emplace(x.proposal.proposer, timed_proposal{x, now_ms})
        .first->second;
  if (held.proposal.proposal.round < x.proposal.round)
    held = {x, now_ms};
}

early_messages::content early_messages::take() {
  auto result = content{};
  for (const auto& [sender, x] : proposals_)
    result.proposals.push_back(x);
  for (const auto& [sender, x] : votes_)
    result.votes.push_back(x);
  proposals_.clear();
  votes_.clear();
  return result;
}

} // namespace synod::consensus
