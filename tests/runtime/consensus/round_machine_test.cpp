#include "runtime/consensus/round_machine.hpp"

#include "tests/runtime/consensus/consensus_samples.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::consensus;
using namespace synod::test;

namespace {

using outputs = std::vector<round_output>;

round_state at(round_number round, round_step step, locked_block locked = {},
               locked_block valid = {}) {
  return {height_one, round, step, locked, valid};
}

outputs gives(round_state& state, const round_input& input) {
  auto result = apply(state, input);
  REQUIRE(result.has_value());
  return *result;
}

/// A rule whose guard does not hold changes nothing.
bool refuses(const round_state& before, const round_input& input) {
  auto state = before;
  return !apply(state, input) && state == before;
}

const auto every_step
  = std::vector{round_step::unstarted, round_step::propose, round_step::prevote,
                round_step::precommit, round_step::commit};

/// The steps in which a rule is applied in round 2.
std::vector<round_step> applied_in(const round_input& input) {
  auto result = std::vector<round_step>{};
  for (auto step : every_step)
    if (!refuses(at(2, step), input))
      result.push_back(step);
  return result;
}

} // namespace

TEST_CASE("round: a proposer asks for a value, others wait", "[consensus]") {
  auto state = at(no_round, round_step::unstarted);
  CHECK(gives(state, round_started{0, true})
        == outputs{value_wanted{}, timer_started{round_step::propose}});
  CHECK(state == at(0, round_step::propose));
  state = at(no_round, round_step::unstarted);
  CHECK(gives(state, round_started{0, false})
        == outputs{timer_started{round_step::propose}});
}

TEST_CASE("round: a proposer that knows a valid block proposes it again",
          "[consensus]") {
  auto state = at(0, round_step::unstarted, {}, {red, 0});
  CHECK(gives(state, round_started{1, true})
        == outputs{block_proposed{red, 0}, timer_started{round_step::propose}});
}

TEST_CASE("round: each rule acts in its steps alone", "[consensus]") {
  using steps = std::vector<round_step>;
  const auto propose = steps{round_step::propose};
  const auto voting = steps{round_step::prevote};
  CHECK(applied_in(round_started{3, false}) == steps{round_step::unstarted});
  CHECK(applied_in(round_started{2, false}).empty());
  CHECK(applied_in(value_made{red}) == propose);
  CHECK(applied_in(proposal_fresh{red, true}) == propose);
  CHECK(applied_in(proposal_with_polka{red, 1, true}) == propose);
  CHECK(applied_in(proposal_with_polka{red, 2, true}).empty());
  CHECK(applied_in(proposal_with_polka{red, -1, true}).empty());
  CHECK(applied_in(polka_any{}) == voting);
  CHECK(applied_in(polka_nil{}) == voting);
  CHECK(applied_in(polka_for_proposal{red})
        == steps{round_step::prevote, round_step::precommit});
  CHECK(applied_in(precommit_any{})
        == steps{round_step::unstarted, round_step::propose,
                 round_step::prevote, round_step::precommit});
  CHECK(applied_in(commit_for_block{red, 0}).size() == 4);
  CHECK(applied_in(round_skipped{3}).size() == 4);
  CHECK(applied_in(round_skipped{2}).empty());
  CHECK(applied_in(timed_out{height_one, 2, round_step::propose}) == propose);
  CHECK(applied_in(timed_out{height_one, 2, round_step::prevote}) == voting);
  CHECK(applied_in(timed_out{height_one, 2, round_step::precommit}).size()
        == 4);
  CHECK(applied_in(timed_out{height_one, 2, round_step::commit}).empty());
  CHECK(applied_in(timed_out{height_one, 1, round_step::propose}).empty());
  CHECK(applied_in(timed_out{block_height{2}, 2, round_step::propose}).empty());
}

TEST_CASE("round: no timer of a round that has not begun", "[consensus]") {
  CHECK(refuses(at(no_round, round_step::unstarted), precommit_any{}));
}

TEST_CASE("round: a prevote follows the lock", "[consensus]") {
  auto vote = [](locked_block locked, const round_input& input) {
    auto state = at(4, round_step::propose, locked, locked);
    auto result = apply(state, input);
    REQUIRE(state.step == round_step::prevote);
    return std::get<vote_cast>(result->at(0));
  };
  auto prevotes = [](const block_id& block, round_number valid_round) {
    return vote_cast{vote_kind::prevote, block, valid_round};
  };
  CHECK(vote({}, proposal_fresh{red, true}) == prevotes(red, -1));
  CHECK(vote({}, proposal_fresh{red, false}) == prevotes(nil_block, -1));
  CHECK(vote({blue, 2}, proposal_fresh{red, true}) == prevotes(nil_block, -1));
  CHECK(vote({blue, 2}, proposal_with_polka{red, 1, true})
        == prevotes(nil_block, -1));
  CHECK(vote({blue, 2}, proposal_with_polka{red, 2, true}) == prevotes(red, 2));
  CHECK(vote({blue, 2}, proposal_with_polka{red, 3, true}) == prevotes(red, 3));
  CHECK(vote({blue, 2}, proposal_with_polka{red, 3, false})
        == prevotes(nil_block, -1));
  SECTION("and says which polka its lock stands for") {
    CHECK(vote({red, 2}, proposal_fresh{red, true}) == prevotes(red, 2));
    CHECK(vote({red, 2}, proposal_with_polka{red, 1, true})
          == prevotes(red, 2));
    CHECK(vote({red, 2}, proposal_with_polka{red, 3, true})
          == prevotes(red, 3));
  }
}

TEST_CASE("round: a polka locks before the precommit, and only learns after",
          "[consensus]") {
  auto state = at(1, round_step::prevote);
  CHECK(gives(state, polka_for_proposal{red})
        == outputs{vote_cast{vote_kind::precommit, red, no_round}});
  CHECK(state == at(1, round_step::precommit, {red, 1}, {red, 1}));
  state = at(1, round_step::precommit, {blue, 0}, {blue, 0});
  CHECK(gives(state, polka_for_proposal{red}) == outputs{});
  CHECK(state == at(1, round_step::precommit, {blue, 0}, {red, 1}));
}

TEST_CASE("round: nil polkas and timeouts keep the lock", "[consensus]") {
  auto lock = locked_block{red, 0};
  auto nil = outputs{vote_cast{vote_kind::precommit, nil_block, no_round}};
  auto state = at(1, round_step::prevote, lock, lock);
  CHECK(gives(state, polka_nil{}) == nil);
  CHECK(state == at(1, round_step::precommit, lock, lock));
  state = at(1, round_step::prevote, lock, lock);
  CHECK(gives(state, timed_out{height_one, 1, round_step::prevote}) == nil);
  CHECK(gives(state, timed_out{height_one, 1, round_step::precommit})
        == outputs{round_wanted{2}});
  CHECK(state.locked == lock);
}

TEST_CASE("round: a height is decided once, by any round's precommits",
          "[consensus]") {
  auto state = at(3, round_step::propose);
  CHECK(gives(state, commit_for_block{red, 1})
        == outputs{block_decided{red, 1}});
  CHECK(refuses(state, commit_for_block{red, 1}));
  CHECK(refuses(state, round_skipped{9}));
  CHECK(refuses(state, timed_out{height_one, 3, round_step::precommit}));
}

TEST_CASE("round: the last round has none after it", "[consensus]") {
  CHECK(refuses(at(round_max, round_step::precommit),
                timed_out{height_one, round_max, round_step::precommit}));
}
