// What a validator does after a crash, from what its disk says.

#include "runtime/consensus/driver.hpp"
#include "tests/runtime/consensus/consensus_samples.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::consensus;
using namespace synod::test;

namespace {

constexpr auto begin_at = std::uint64_t{1'000'000};

driver fresh(std::uint64_t height = 1) {
  auto options = driver_options{};
  options.self = member(2);
  return {options,
          {block_height{height}, proposer_rotation{members({1, 1, 1, 1})}}};
}

/// Precommitted red in round 1, after a prevote for it.
signer_record precommitted() {
  auto result = signer_record{};
  result.height = height_one;
  result.round = 1;
  result.step = round_step::precommit;
  result.block = result.prevote = result.locked = result.valid = red;
  result.locked_round = result.valid_round = 1;
  return result;
}

std::vector<vote> votes_in(const effects& xs) {
  auto result = std::vector<vote>{};
  for (const auto& x : xs)
    if (const auto* found = std::get_if<sign_vote>(&x))
      result.push_back(found->unsigned_vote);
  return result;
}

bool has_timer(const effects& xs, round_step step) {
  for (const auto& x : xs)
    if (const auto* found = std::get_if<start_timeout>(&x);
        found && found->step == step)
      return true;
  return false;
}

/// Moves to a round by the votes of the others.
effects skip_to(driver& core, round_number round) {
  core.on_vote(precommit(1, round, nil_block));
  return core.on_vote(precommit(3, round, nil_block));
}

} // namespace

TEST_CASE("restore: both votes of the round are sent again, and time runs",
          "[consensus]") {
  auto core = fresh();
  core.on_block(red, {true, begin_at});
  auto x = core.restore(precommitted());
  CHECK(votes_in(x)
        == std::vector{prevote(2, 1, red).vote, precommit(2, 1, red).vote});
  CHECK(has_timer(x, round_step::precommit));
  CHECK(
    core.height().state()
    == round_state{height_one, 1, round_step::precommit, {red, 1}, {red, 1}});
}

TEST_CASE("restore: after a precommit, another proposal in the next round gets "
          "nil",
          "[consensus]") {
  auto core = fresh();
  core.on_block(red, {true, begin_at});
  core.restore(precommitted());
  skip_to(core, 2);
  core.on_block(blue, {true, begin_at});
  auto x = votes_in(core.on_proposal(proposed(3, 2, blue), begin_at));
  CHECK(x == std::vector{prevote(2, 2, nil_block).vote});
}

TEST_CASE("restore: all four crashed after a polka, and decide what they are "
          "locked on",
          "[consensus]") {
  auto core = fresh();
  core.on_block(red, {true, begin_at});
  core.restore(precommitted());
  auto decided = effects{};
  for (std::uint8_t by : {1, 3, 4})
    decided = core.on_vote(precommit(by, 1, red));
  CHECK(core.is_decided());
  CHECK(decided.size() == 1);
}

TEST_CASE("restore: a proposer proposes what it has signed, and nothing else",
          "[consensus]") {
  auto core = fresh();
  auto record = signer_record{};
  record.height = height_one;
  record.round = 1; // member 2's turn
  record.step = round_step::propose;
  record.block = red;
  auto x = core.restore(record);
  REQUIRE(std::holds_alternative<sign_proposal>(x.at(0)));
  CHECK(allows(record, std::get<sign_proposal>(x[0]).unsigned_proposal));
  CHECK(has_timer(x, round_step::propose));
  CHECK(core.on_value(height_one, 1, blue).empty());
}

TEST_CASE("restore: a record of a stored height has nothing to say",
          "[consensus]") {
  auto core = fresh(2);
  CHECK(core.restore(precommitted()).empty());
  CHECK(core.height().state().round == no_round);
  CHECK(core.restore(signer_record{}).empty());
}

TEST_CASE("restore: one bad slot keeps silent for a whole round",
          "[consensus]") {
  auto core = fresh();
  for (const auto& block : {red, blue})
    core.on_block(block, {true, begin_at});
  auto x = core.restore_damaged(precommitted());
  CHECK(votes_in(x).empty());
  // Silence of all would last for ever, but for this.
  CHECK(has_timer(x, round_step::precommit));
  CHECK(core.is_silent());
  core.on_timeout({height_one, 1, round_step::precommit});
  CHECK(core.is_silent());
  CHECK(votes_in(core.on_proposal(proposed(3, 2, red), begin_at)).empty());
  core.on_timeout({height_one, 2, round_step::precommit});
  CHECK(!core.is_silent());
  CHECK(votes_in(core.on_proposal(proposed(4, 3, blue), begin_at))
        == std::vector{prevote(2, 3, nil_block).vote});
}

TEST_CASE("restore: one bad slot adopts the lost precommit that others return",
          "[consensus]") {
  auto core = fresh();
  core.on_block(red, {true, begin_at});
  auto older = signer_record{}; // of before the lost precommit
  older.height = height_one;
  older.round = 0;
  older.step = round_step::prevote;
  older.block = red;
  core.restore_damaged(older);
  core.on_vote(precommit(2, 4, red));
  CHECK(core.height().state().locked == locked_block{red, 4});
  skip_to(core, 4);
  CHECK(core.is_silent());
  core.on_timeout({height_one, 4, round_step::precommit});
  CHECK(!core.is_silent());
  core.on_block(blue, {true, begin_at});
  CHECK(votes_in(core.on_proposal(proposed(2, 5, blue), begin_at))
        == std::vector{prevote(2, 5, nil_block).vote});
}

TEST_CASE("restore: own votes change nothing once it signs again",
          "[consensus]") {
  auto core = fresh();
  core.begin();
  core.on_vote(precommit(2, 0, red));
  CHECK(core.height().state().locked == locked_block{});
}

TEST_CASE("signer: nothing is signed but what the record names",
          "[consensus]") {
  auto record = precommitted();
  CHECK(allows(record, precommit(2, 1, red).vote));
  CHECK(allows(record, prevote(2, 1, red).vote));
  CHECK(!allows(record, prevote(2, 1, blue).vote));
  CHECK(!allows(record, precommit(2, 1, blue).vote));
  CHECK(!allows(record, precommit(2, 1, nil_block).vote));
  CHECK(!allows(record, precommit(2, 2, red).vote));
  CHECK(!allows(record, prevote(2, 1, red, 0).vote));
  CHECK(!allows(record, proposed(2, 1, red).proposal));
  record.step = round_step::prevote;
  CHECK(!allows(record, precommit(2, 1, red).vote));
}

TEST_CASE("signer: records go forward, or are the same", "[consensus]") {
  auto last = precommitted();
  auto next = last;
  CHECK(may_follow(last, next));
  next.block = blue;
  CHECK(!may_follow(last, next));
  next.step = round_step::prevote;
  CHECK(!may_follow(last, next));
  next.round = 2;
  CHECK(may_follow(last, next));
  next = {};
  next.height = block_height{2};
  CHECK(may_follow(last, next));
  CHECK(!may_follow(next, last));
}
