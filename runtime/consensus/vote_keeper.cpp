#include "runtime/consensus/vote_keeper.hpp"

#include "runtime/consensus/conflict.hpp"
#include "runtime/consensus/round_state.hpp"

#include <algorithm>

namespace synod::consensus {

namespace {

constexpr auto kinds = std::array{vote_kind::prevote, vote_kind::precommit};

/// The threshold that votes for `block` have reached.
std::optional<threshold>
reached(const vote_count& votes, vote_kind kind, round_number round,
        const block_id& block, vote_weight total) {
  auto prevotes = kind == vote_kind::prevote;
  if (is_quorum(votes.weight_by_block.at(block), total)) {
    if (!block.is_zero())
      return threshold{prevotes ? threshold_kind::polka_value
                                : threshold_kind::precommit_value,
                       round, block};
    return threshold{prevotes ? threshold_kind::polka_nil
                              : threshold_kind::precommit_any,
                     round, nil_block};
  }
  if (is_quorum(votes.weight, total))
    return threshold{prevotes ? threshold_kind::polka_any
                              : threshold_kind::precommit_any,
                     round, nil_block};
  return {};
}

} // namespace

vote_keeper::vote_keeper(block_height height,
                         std::shared_ptr<const validator_set> validators)
  : height_(height), validators_(std::move(validators)) {
}

vote_outcome vote_keeper::check(const vote& x) const {
  if (x.height != height_)
    return vote_outcome::wrong_height;
  if (!is_well_formed(x))
    return vote_outcome::malformed;
  return vote_outcome::counted;
}

bool vote_keeper::make_room(validator_set::index voter, round_number round,
                            round_number current) {
  if (round <= current + 1)
    return true;
  for (auto i = rounds_.upper_bound(current + 1); i != rounds_.end();) {
    if (!i->second.voters.contains(voter) || i->first == round) {
      ++i;
      continue;
    }
    if (i->first > round)
      return false;
    i->second.forget(voter);
    i = i->second.empty() ? rounds_.erase(i) : std::next(i);
  }
  return true;
}

vote_keeper::result
vote_keeper::add(const signed_vote& x, round_number current) {
  const auto& vote = x.vote;
  if (auto outcome = check(vote); outcome != vote_outcome::counted)
    return {outcome, {}};
  auto voter = validators_->find(vote.validator);
  if (!voter)
    return {vote_outcome::not_a_member, {}};
  if (!make_room(*voter, vote.round, current))
    return {vote_outcome::superseded, {}};
  auto& round = rounds_[vote.round];
  auto& votes = round.of(vote.kind);
  if (auto known = votes.votes.find(*voter); known != votes.votes.end()) {
    if (known->second.vote == vote)
      return {vote_outcome::repeated, {}};
    note(known->second, x);
    return {vote_outcome::conflicting, {}};
  }
  round.count(*voter, validators_->members()[*voter].weight, x);
  find_amnesia(*voter, x);
  return {vote_outcome::counted, emit(round, vote, current)};
}

std::optional<threshold>
vote_keeper::emit(round_votes& round, const vote& x, round_number current) {
  auto total = validators_->total_weight();
  if (x.round > current && is_skip(round.weight(), total)) {
    auto skip = threshold{threshold_kind::skip, x.round, nil_block};
    if (round.emitted.insert(skip).second)
      return skip;
  }
  auto result = reached(round.of(x.kind), x.kind, x.round, x.block, total);
  if (result && round.emitted.insert(*result).second)
    return result;
  return {};
}

std::optional<threshold>
vote_keeper::add(const certificate& x, round_number current) {
  if (x.height != height_ || !is_complete(x))
    return {};
  for (const auto& part : x.signatures)
    add(vote_of(x, part), current);
  auto& round = rounds_[x.round];
  auto kind = x.kind == vote_kind::prevote ? threshold_kind::polka_value
                                           : threshold_kind::precommit_value;
  auto result = threshold{kind, x.round, x.block};
  if (!round.of(x.kind).proof)
    round.of(x.kind).proof = x;
  round.emitted.insert(result);
  return result;
}

bool vote_keeper::is_complete(const certificate& x) const {
  if (x.block.is_zero()
      || !std::ranges::is_sorted(x.signatures, {}, &vote_signature::validator))
    return false;
  auto weight = vote_weight{0};
  const auto* last = static_cast<const validator_id*>(nullptr);
  for (const auto& part : x.signatures) {
    if ((last && *last == part.validator) || !validators_->find(part.validator)
        || !is_well_formed(vote_of(x, part).vote))
      return false;
    weight += validators_->weight_of(part.validator);
    last = &part.validator;
  }
  return is_quorum(weight, validators_->total_weight());
}

void vote_keeper::note(const signed_vote& known, const signed_vote& other) {
  auto same = [&](const vote_conflict& x) {
    return x.first.vote.validator == other.vote.validator
           && x.first.vote.kind == known.vote.kind
           && x.second.vote.kind == other.vote.kind;
  };
  if (std::ranges::none_of(conflicts_, same))
    conflicts_.push_back({known, other});
}

void vote_keeper::find_amnesia(validator_set::index voter,
                               const signed_vote& x) {
  for (const auto& [number, round] : rounds_)
    for (auto kind : kinds) {
      const auto& votes = round.of(kind).votes;
      auto other = votes.find(voter);
      if (other == votes.end())
        continue;
      if (is_amnesia(other->second.vote, x.vote))
        note(other->second, x);
      else if (is_amnesia(x.vote, other->second.vote))
        note(x, other->second);
    }
}

} // namespace synod::consensus
