#include "runtime/consensus/round_votes.hpp"

namespace synod::consensus {

vote_weight round_votes::weight() const noexcept {
  auto result = vote_weight{0};
  for (const auto& [voter, weight] : voters)
    result += weight;
  return result;
}

void round_votes::count(validator_set::index voter, vote_weight weight,
                        const signed_vote& x) {
  auto& into = of(x.vote.kind);
  into.votes.emplace(voter, x);
  into.weight_by_block[x.vote.block] += weight;
  into.weight += weight;
  voters.emplace(voter, weight);
}

void round_votes::forget(validator_set::index voter) {
  for (auto& from : counts) {
    auto i = from.votes.find(voter);
    if (i == from.votes.end())
      continue;
    auto weight = voters.at(voter);
    auto sum = from.weight_by_block.find(i->second.vote.block);
    sum->second -= weight;
    if (sum->second == 0)
      from.weight_by_block.erase(sum);
    from.weight -= weight;
    from.votes.erase(i);
  }
  voters.erase(voter);
}

bool round_votes::empty() const noexcept {
  return voters.empty() && !counts[0].proof && !counts[1].proof;
}

} // namespace synod::consensus
