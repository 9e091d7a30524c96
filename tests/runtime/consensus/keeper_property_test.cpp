#include "tests/runtime/consensus/consensus_samples.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <set>
#include <tuple>

using namespace synod;
using namespace synod::consensus;
using namespace synod::test;

namespace {

std::vector<vote_weight> any_weights() {
  auto weights
    = *rc::gen::nonEmpty(rc::gen::container<std::vector<vote_weight>>(
      rc::gen::inRange<vote_weight>(1, 100)));
  weights.resize(std::min<std::size_t>(weights.size(), 10));
  return weights;
}

signed_vote any_vote(std::size_t count) {
  auto by = *rc::gen::inRange<int>(1, static_cast<int>(count) + 2);
  auto round = *rc::gen::inRange<round_number>(0, 12);
  auto block = *rc::gen::element(nil_block, red, blue);
  auto number = static_cast<std::uint8_t>(by);
  return *rc::gen::arbitrary<bool>() ? prevote(number, round, block)
                                     : precommit(number, round, block);
}

} // namespace

TEST_CASE("keeper: first votes alone count, and memory is bounded",
          "[consensus][property]") {
  rc::prop("for any votes in any order", [] {
    auto weights = any_weights();
    auto set = shared_members(weights);
    auto keeper = vote_keeper{height_one, set};
    auto current = *rc::gen::inRange<round_number>(-1, 4);
    auto first
      = std::map<std::tuple<vote_kind, round_number, validator_id>, block_id>{};
    auto emitted = std::set<threshold>{};
    auto count = *rc::gen::inRange<int>(0, 80);
    for (auto i = 0; i < count; ++i) {
      auto x = any_vote(weights.size());
      auto result = keeper.add(x, current);
      if (result.reached && x.vote.round <= current + 1)
        RC_ASSERT(emitted.insert(*result.reached).second);
      if (result.outcome == vote_outcome::counted
          && x.vote.round <= current + 1)
        RC_ASSERT(first
                    .try_emplace({x.vote.kind, x.vote.round, x.vote.validator},
                                 x.vote.block)
                    .second);
    }
    for (auto round = 0; round <= current + 1; ++round)
      for (auto kind : {vote_kind::prevote, vote_kind::precommit})
        for (const auto& block : {nil_block, red, blue}) {
          auto weight = vote_weight{0};
          for (const auto& [key, voted] : first)
            if (std::get<0>(key) == kind && std::get<1>(key) == round
                && voted == block)
              weight += set->weight_of(std::get<2>(key));
          RC_ASSERT(keeper.has_quorum(kind, round, block)
                    == is_quorum(weight, set->total_weight()));
        }
    auto rounds = static_cast<std::size_t>(current + 3);
    RC_ASSERT(keeper.votes_held() <= 2 * weights.size() * rounds);
    RC_ASSERT(keeper.conflicts().size() <= 3 * weights.size());
  });
}

TEST_CASE("proposers: turns are in proportion to weight",
          "[consensus][property]") {
  rc::prop("over as many turns as the total weight", [] {
    auto weights = any_weights();
    auto set = members(weights);
    auto rotation = proposer_rotation{set};
    auto turns = std::map<validator_id, vote_weight>{};
    for (auto i = vote_weight{0}; i < set.total_weight(); ++i) {
      ++turns[rotation.proposer()];
      auto [low, high] = std::ranges::minmax_element(rotation.priorities());
      RC_ASSERT(*high - *low
                <= static_cast<std::int64_t>(2 * set.total_weight()));
      rotation.advance();
    }
    for (const auto& x : set.members())
      RC_ASSERT(turns[x.id] == x.weight);
    RC_ASSERT(rotation == proposer_rotation{set}); // and the cycle closes
  });
}

TEST_CASE("proposers: a round looks ahead and changes nothing",
          "[consensus][property]") {
  rc::prop("round r is r turns on", [] {
    auto rotation = proposer_rotation{members(any_weights())};
    auto ahead = rotation;
    for (auto round = 0; round < 20; ++round) {
      RC_ASSERT(rotation.proposer_of(round) == ahead.proposer());
      ahead.advance();
    }
  });
}
