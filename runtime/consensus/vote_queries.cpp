#include "runtime/consensus/vote_keeper.hpp"

#include <set>

// What a vote keeper knows.

namespace synod::consensus {

bool vote_keeper::has_quorum(vote_kind kind, round_number round,
                             const block_id& block) const {
  const auto* found = votes_of(round);
  if (!found)
    return false;
  const auto& votes = found->of(kind);
  if (votes.proof && votes.proof->block == block)
    return true;
  auto weight = votes.weight_by_block.find(block);
  return weight != votes.weight_by_block.end()
         && is_quorum(weight->second, validators_->total_weight());
}

bool vote_keeper::has_any(vote_kind kind, round_number round) const {
  auto voters = std::set<validator_set::index>{};
  if (const auto* found = votes_of(round)) {
    if (found->of(kind).proof)
      return true;
    for (const auto& [voter, x] : found->of(kind).votes)
      voters.insert(voter);
  }
  for (auto i = rounds_.upper_bound(round); i != rounds_.end(); ++i)
    for (const auto& [voter, weight] : i->second.voters)
      voters.insert(voter);
  auto weight = vote_weight{0};
  for (auto voter : voters)
    weight += validators_->members()[voter].weight;
  return is_quorum(weight, validators_->total_weight());
}

std::optional<block_id>
vote_keeper::quorum_block(vote_kind kind, round_number round) const {
  const auto* found = votes_of(round);
  if (!found)
    return {};
  const auto& votes = found->of(kind);
  if (votes.proof)
    return votes.proof->block;
  for (const auto& [block, weight] : votes.weight_by_block)
    if (!block.is_zero() && is_quorum(weight, validators_->total_weight()))
      return block;
  return {};
}

std::optional<round_number>
vote_keeper::skip_round(round_number current) const {
  for (auto i = rounds_.rbegin(); i != rounds_.rend() && i->first > current;
       ++i) {
    const auto& votes = i->second;
    if (votes.counts[0].proof || votes.counts[1].proof
        || is_skip(votes.weight(), validators_->total_weight()))
      return i->first;
  }
  return {};
}

std::optional<certificate>
vote_keeper::make_certificate(vote_kind kind, round_number round) const {
  auto block = quorum_block(kind, round);
  if (!block)
    return {};
  const auto& votes = votes_of(round)->of(kind);
  if (votes.proof)
    return votes.proof;
  auto result = certificate{kind, height_, round, *block, {}};
  for (const auto& [voter, x] : votes.votes)
    if (x.vote.block == *block)
      result.signatures.push_back(
        {x.vote.validator, x.vote.valid_round, x.signature});
  return result;
}

const round_votes* vote_keeper::votes_of(round_number round) const {
  auto i = rounds_.find(round);
  return i == rounds_.end() ? nullptr : &i->second;
}

std::vector<round_number> vote_keeper::rounds() const {
  auto result = std::vector<round_number>{};
  for (const auto& [round, votes] : rounds_)
    result.push_back(round);
  return result;
}

std::size_t vote_keeper::votes_held() const noexcept {
  auto result = std::size_t{0};
  for (const auto& [round, votes] : rounds_)
    result += votes.counts[0].votes.size() + votes.counts[1].votes.size();
  return result;
}

} // namespace synod::consensus
