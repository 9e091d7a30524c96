#include "runtime/consensus/vote_keeper.hpp"

#include "runtime/consensus/conflict.hpp"
#include "tests/runtime/consensus/consensus_samples.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::consensus;
using namespace synod::test;

namespace {

vote_keeper four() {
  return {height_one, shared_members({1, 1, 1, 1})};
}

vote_outcome outcome_of(const signed_vote& x) {
  auto keeper = four();
  return keeper.add(x, 0).outcome;
}

} // namespace

TEST_CASE("keeper: thresholds are exact and emitted once", "[consensus]") {
  auto keeper = four();
  CHECK(!keeper.add(prevote(1, 0, red), 0).reached);
  CHECK(!keeper.add(prevote(2, 0, red), 0).reached);
  CHECK(!keeper.has_quorum(vote_kind::prevote, 0, red));
  CHECK(keeper.add(prevote(3, 0, red), 0).reached
        == threshold{threshold_kind::polka_value, 0, red});
  CHECK(!keeper.add(prevote(4, 0, red), 0).reached);
  CHECK(keeper.has_quorum(vote_kind::prevote, 0, red));
  CHECK(!keeper.has_quorum(vote_kind::precommit, 0, red));
  CHECK(keeper.quorum_block(vote_kind::prevote, 0) == red);
}

TEST_CASE("keeper: two thirds are not more than two thirds", "[consensus]") {
  auto keeper = vote_keeper{height_one, shared_members({1, 1, 1})};
  keeper.add(precommit(1, 0, red), 0);
  CHECK(!keeper.add(precommit(2, 0, red), 0).reached);
  CHECK(!keeper.has_any(vote_kind::precommit, 0));
  CHECK(keeper.add(precommit(3, 0, red), 0).reached
        == threshold{threshold_kind::precommit_value, 0, red});
}

TEST_CASE("keeper: a third is not more than a third", "[consensus]") {
  auto keeper = vote_keeper{height_one, shared_members({1, 1, 1})};
  CHECK(!keeper.add(prevote(1, 1, red), 0).reached);
  CHECK(!keeper.skip_round(0));
  CHECK(keeper.add(precommit(2, 1, red), 0).reached
        == threshold{threshold_kind::skip, 1, nil_block});
  CHECK(keeper.skip_round(0) == 1);
  CHECK(!keeper.skip_round(1));
}

TEST_CASE("keeper: nil and mixed votes reach their own thresholds",
          "[consensus]") {
  auto keeper = four();
  keeper.add(prevote(1, 0, red), 0);
  keeper.add(prevote(2, 0, nil_block), 0);
  CHECK(keeper.add(prevote(3, 0, nil_block), 0).reached
        == threshold{threshold_kind::polka_any, 0, nil_block});
  CHECK(keeper.add(prevote(4, 0, nil_block), 0).reached
        == threshold{threshold_kind::polka_nil, 0, nil_block});
  CHECK(!keeper.quorum_block(vote_kind::prevote, 0));
  for (std::uint8_t by : {1, 2})
    keeper.add(precommit(by, 0, nil_block), 0);
  CHECK(keeper.add(precommit(3, 0, nil_block), 0).reached
        == threshold{threshold_kind::precommit_any, 0, nil_block});
}

TEST_CASE("keeper: weights count, not heads", "[consensus]") {
  auto keeper = vote_keeper{height_one, shared_members({60, 30, 10})};
  keeper.add(prevote(2, 0, red), 0);
  CHECK(!keeper.add(prevote(3, 0, red), 0).reached);
  CHECK(keeper.add(prevote(1, 0, red), 0).reached
        == threshold{threshold_kind::polka_value, 0, red});
}

TEST_CASE("keeper: a second vote is evidence and counts for nothing",
          "[consensus]") {
  auto keeper = four();
  keeper.add(prevote(1, 0, red), 0);
  CHECK(keeper.add(prevote(1, 0, red), 0).outcome == vote_outcome::repeated);
  CHECK(keeper.conflicts().empty());
  CHECK(keeper.add(prevote(1, 0, blue), 0).outcome
        == vote_outcome::conflicting);
  REQUIRE(keeper.conflicts().size() == 1);
  CHECK(is_equivocation(keeper.conflicts()[0].first.vote,
                        keeper.conflicts()[0].second.vote));
  keeper.add(prevote(2, 0, blue), 0);
  keeper.add(prevote(3, 0, blue), 0);
  CHECK(!keeper.has_quorum(vote_kind::prevote, 0, blue));
  SECTION("and evidence of one kind against one validator is kept once") {
    for (auto round = 1; round < 50; ++round)
      for (const auto& block : {red, blue})
        keeper.add(prevote(1, round, block), 50);
    CHECK(keeper.conflicts().size() == 1);
  }
}

TEST_CASE("keeper: a forgotten lock shows, a justified change does not",
          "[consensus]") {
  auto keeper = four();
  keeper.add(precommit(1, 1, red), 3);
  SECTION("a later prevote with an older polka, or none") {
    auto valid_round = GENERATE(-1, 0);
    keeper.add(prevote(1, 3, blue, valid_round), 3);
    REQUIRE(keeper.conflicts().size() == 1);
    CHECK(is_amnesia(keeper.conflicts()[0].first.vote,
                     keeper.conflicts()[0].second.vote));
  }
  SECTION("found whichever comes first") {
    keeper.add(prevote(2, 3, blue), 3);
    CHECK(keeper.conflicts().empty());
    keeper.add(precommit(2, 1, red), 3);
    CHECK(keeper.conflicts().size() == 1);
  }
  SECTION("a polka since, the same block, nil, or an earlier round") {
    keeper.add(prevote(1, 3, blue, 1), 3);
    keeper.add(prevote(1, 2, red), 3);
    keeper.add(prevote(1, 1, blue), 3);
    keeper.add(prevote(1, 0, blue), 3);
    CHECK(keeper.conflicts().empty());
  }
}

TEST_CASE("keeper: what no honest validator casts is refused by name",
          "[consensus][hostile]") {
  CHECK(outcome_of(prevote(9, 0, red)) == vote_outcome::not_a_member);
  CHECK(outcome_of(prevote(1, -1, red)) == vote_outcome::malformed);
  CHECK(outcome_of(prevote(1, 0x7fffffff, red)) == vote_outcome::malformed);
  CHECK(outcome_of(prevote(1, 1, red, 1)) == vote_outcome::malformed);
  CHECK(outcome_of(prevote(1, 1, red, -2)) == vote_outcome::malformed);
  CHECK(outcome_of(prevote(1, 1, nil_block, 0)) == vote_outcome::malformed);
  auto x = precommit(1, 1, red);
  x.vote.valid_round = 0;
  CHECK(outcome_of(x) == vote_outcome::malformed);
  x = prevote(1, 0, red);
  x.vote.height = block_height{2};
  CHECK(outcome_of(x) == vote_outcome::wrong_height);
  x.vote.height = height_one;
  x.vote.kind = static_cast<vote_kind>(7);
  CHECK(outcome_of(x) == vote_outcome::malformed);
}

TEST_CASE("keeper: a flood of future rounds leaves one round per validator",
          "[consensus][hostile]") {
  auto keeper = four();
  for (auto round = 2; round < 20'000; ++round)
    keeper.add(prevote(1, round, red), 0);
  for (auto round = 20'000; round > 2; --round)
    keeper.add(precommit(2, round, red), 0);
  CHECK(keeper.rounds() == std::vector<round_number>{19'999, 20'000});
  CHECK(keeper.votes_held() == 2);
  CHECK(keeper.add(prevote(1, 5, red), 0).outcome == vote_outcome::superseded);
  CHECK(keeper.add(prevote(1, 1, red), 0).outcome == vote_outcome::counted);
  CHECK(keeper.add(precommit(1, 19'999, red), 0).outcome
        == vote_outcome::counted);
  CHECK(keeper.votes_held() == 4);
}

TEST_CASE("keeper: a certificate counts, whatever its voters said here",
          "[consensus]") {
  auto keeper = four();
  keeper.add(prevote(1, 0, nil_block), 1);
  auto polka = certified(vote_kind::prevote, 0, red, {1, 2, 3});
  CHECK(keeper.add(polka, 1) == threshold{threshold_kind::polka_value, 0, red});
  CHECK(keeper.has_quorum(vote_kind::prevote, 0, red));
  CHECK(keeper.has_any(vote_kind::prevote, 0));
  CHECK(keeper.make_certificate(vote_kind::prevote, 0) == polka);
  CHECK(keeper.conflicts().size() == 1);
}

TEST_CASE("keeper: a certificate of too little, of strangers, twice over, out "
          "of order or for nil is none",
          "[consensus][hostile]") {
  auto keeper = four();
  auto add = [&](const certificate& x) { return keeper.add(x, 0); };
  auto kind = vote_kind::precommit;
  CHECK(!add(certified(kind, 0, red, {1, 2})));
  CHECK(!add(certified(kind, 0, red, {1, 2, 2})));
  CHECK(!add(certified(kind, 0, red, {1, 2, 9})));
  CHECK(!add(certified(kind, 0, red, {3, 2, 1})));
  CHECK(!add(certified(kind, 0, nil_block, {1, 2, 3})));
  CHECK(!add(certified(kind, -1, red, {1, 2, 3})));
  auto other = certified(kind, 0, red, {1, 2, 3});
  other.height = block_height{7};
  CHECK(!add(other));
  CHECK(keeper.votes_held() == 0);
  CHECK(add(certified(kind, 0, red, {1, 2, 3})));
}

TEST_CASE("keeper: certificates are made of the votes for the block",
          "[consensus]") {
  auto keeper = four();
  CHECK(!keeper.make_certificate(vote_kind::precommit, 0));
  keeper.add(precommit(4, 0, nil_block), 0);
  for (std::uint8_t by : {3, 1, 2})
    keeper.add(precommit(by, 0, red), 0);
  CHECK(keeper.make_certificate(vote_kind::precommit, 0)
        == certified(vote_kind::precommit, 0, red, {1, 2, 3}));
}
