#include "runtime/consensus/conflict.hpp"
#include "tests/runtime/consensus/itf_checks.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace synod::test {

using namespace consensus;

namespace {

std::optional<threshold> threshold_of(const json& x) {
  auto name = tag(x);
  const auto& content = value(x);
  if (name == "PolkaAnyVKOutput")
    return threshold{threshold_kind::polka_any, round_of(content), nil_block};
  if (name == "PolkaNilVKOutput")
    return threshold{threshold_kind::polka_nil, round_of(content), nil_block};
  if (name == "PolkaValueVKOutput")
    return threshold{threshold_kind::polka_value,
                     round_of(tuple_at(content, 0)),
                     block_of(tuple_at(content, 1))};
  if (name == "PrecommitAnyVKOutput")
    return threshold{threshold_kind::precommit_any, round_of(content),
                     nil_block};
  if (name == "PrecommitValueVKOutput")
    return threshold{threshold_kind::precommit_value,
                     round_of(tuple_at(content, 0)),
                     block_of(tuple_at(content, 1))};
  if (name == "SkipVKOutput")
    return threshold{threshold_kind::skip, round_of(content), nil_block};
  return {};
}

/// With a certificate, the specification counts the votes of those who are in
/// it and had voted for something else twice. Here they count once, and the
/// certificate beside them.
std::map<block_id, vote_weight>
specified_weights(const vote_count& actual, const validator_set& validators) {
  auto result = actual.weight_by_block;
  if (!actual.proof)
    return result;
  for (const auto& part : actual.proof->signatures) {
    auto counted = actual.votes.find(*validators.find(part.validator));
    if (counted == actual.votes.end()
        || counted->second.vote.block != actual.proof->block)
      result[actual.proof->block] += validators.weight_of(part.validator);
  }
  return result;
}

std::string differs(const vote_count& actual, const validator_set& validators,
                    const json& expected) {
  auto voters = std::set<validator_id>{};
  for (const auto& [voter, x] : actual.votes)
    voters.insert(validators.members()[voter].id);
  auto wanted = std::set<validator_id>{};
  for (const auto& x : elements(expected.at("votesAddresses")))
    wanted.insert(validator_of(x));
  if (voters != wanted)
    return "voters";
  auto weights = std::map<block_id, vote_weight>{};
  for (const auto& x : elements(expected.at("valuesWeights")))
    weights[block_of(x.at(0))] = static_cast<vote_weight>(number(x.at(1)));
  if (specified_weights(actual, validators) != weights)
    return "weights";
  for (const auto& [voter, x] : actual.votes)
    if (std::ranges::none_of(elements(expected.at("receivedVotes")),
                             [&](const json& received) {
                               auto known = vote_of(received);
                               return known.validator == x.vote.validator
                                      && known.block == x.vote.block;
                             }))
      return "votes";
  return {};
}

std::string differs(const round_votes& actual, const validator_set& validators,
                    const json& expected) {
  auto prevotes = differs(actual.of(vote_kind::prevote), validators,
                          expected.at("prevotes"));
  auto precommits = differs(actual.of(vote_kind::precommit), validators,
                            expected.at("precommits"));
  if (!prevotes.empty() || !precommits.empty())
    return "prevotes " + prevotes + ", precommits " + precommits;
  for (const auto& x : elements(expected.at("emittedOutputs")))
    if (!actual.emitted.contains(*threshold_of(x)))
      return "not emitted: " + x.dump();
  auto wanted = elements(expected.at("votesAddressesWeights")).size();
  // A certificate's voters are counted among the voters here, not there.
  auto proven = actual.counts[0].proof || actual.counts[1].proof;
  if (!proven && actual.voters.size() != wanted)
    return "voters of the round";
  // Nor are early votes: a height begins there as if in their highest round,
  // so that none of them skips. What each vote emits is checked as it comes.
  auto skips
    = [](const threshold& x) { return x.kind == threshold_kind::skip; };
  auto emitted
    = actual.emitted.size()
      - static_cast<std::size_t>(std::ranges::count_if(actual.emitted, skips));
  auto expected_count = std::ranges::count_if(
    elements(expected.at("emittedOutputs")),
    [&](const json& x) { return !skips(*threshold_of(x)); });
  if (!proven && emitted != static_cast<std::size_t>(expected_count))
    return "emitted more than expected";
  return {};
}

} // namespace

validator_set validators_of(const json& bookkeeper) {
  auto members = std::vector<validator>{};
  for (const auto& x : elements(bookkeeper.at("validatorSet")))
    members.push_back(
      {validator_of(x.at(0)), static_cast<vote_weight>(number(x.at(1)))});
  return validator_set{std::move(members)};
}

std::string
differs(const std::optional<threshold>& actual, const json& expected) {
  if (actual == threshold_of(expected))
    return {};
  return "threshold: expected " + expected.dump();
}

std::string differs(const vote_keeper& actual, const validator_set& validators,
                    const json& expected) {
  const auto& rounds = elements(expected.at("rounds"));
  if (actual.rounds().size() != rounds.size())
    return "keeper: rounds";
  for (const auto& x : rounds) {
    const auto* votes = actual.votes_of(round_of(x.at(0)));
    if (!votes)
      return "keeper: round " + x.at(0).dump() + " is missing";
    if (auto what = differs(*votes, validators, x.at(1)); !what.empty())
      return "keeper: round " + x.at(0).dump() + ": " + what;
  }
  auto culprits = std::set<validator_id>{};
  for (const auto& set : elements(expected.at("evidence")))
    culprits.insert(vote_of(elements(set).front()).validator);
  auto found = std::set<validator_id>{};
  for (const auto& x : actual.conflicts())
    if (is_equivocation(x.first.vote, x.second.vote))
      found.insert(x.first.vote.validator);
  return culprits == found ? "" : "keeper: evidence";
}

} // namespace synod::test
