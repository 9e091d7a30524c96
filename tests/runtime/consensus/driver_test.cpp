#include "runtime/consensus/driver.hpp"

#include "tests/runtime/consensus/consensus_samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace synod;
using namespace synod::consensus;
using namespace synod::test;

namespace {

constexpr auto now = std::uint64_t{1'000'000};

height_setup setup(std::uint64_t height) {
  return {block_height{height}, proposer_rotation{members({1, 1, 1, 1})}};
}

driver_options options(std::uint8_t self) {
  auto result = driver_options{};
  result.self = member(self);
  return result;
}

/// The kinds of effects, in order, one letter each.
std::string kinds(const effects& xs) {
  auto result = std::string{};
  for (const auto& x : xs)
    result += "RBVPTGFDC"[x.index()];
  return result;
}

template <class T>
T only(const effects& xs) {
  auto result = std::vector<T>{};
  for (const auto& x : xs)
    if (const auto* found = std::get_if<T>(&x))
      result.push_back(*found);
  REQUIRE(result.size() == 1);
  return result[0];
}

/// A validator that is not the proposer of round 0 (which is member 1), with
/// the round begun.
struct fixture {
  driver core{options(2), setup(1)};

  fixture() {
    core.begin();
  }

  effects propose(const block_id& block, round_number round = 0,
                  round_number pol_round = no_round) {
    auto by = static_cast<std::uint8_t>(round % 4 + 1);
    return core.on_proposal(proposed(by, round, block, pol_round), now);
  }

  effects learn(const block_id& block, bool valid = true) {
    return core.on_block(block, {valid, now});
  }

  /// Votes of 1, 3 and 4, a quorum without this one.
  effects vote(vote_kind kind, round_number round, const block_id& block) {
    auto result = effects{};
    for (std::uint8_t by : {1, 3, 4}) {
      auto x = kind == vote_kind::prevote ? prevote(by, round, block)
                                          : precommit(by, round, block);
      auto more = core.on_vote(x);
      result.insert(result.end(), more.begin(), more.end());
    }
    return result;
  }

  signer_record lock_on_red() {
    learn(red);
    propose(red);
    return only<persist_record>(vote(vote_kind::prevote, 0, red)).record;
  }
};

} // namespace

TEST_CASE("driver: a proposer asks for a value, and signs what it gets",
          "[consensus]") {
  auto core = driver{options(1), setup(1)};
  auto begun = core.begin();
  CHECK(kinds(begun) == "GT");
  CHECK(only<start_timeout>(begun).duration_ms == 3'000);
  CHECK(core.begin().empty());
  core.on_block(red, {true, now});
  auto x = core.on_value(height_one, 0, red);
  CHECK(kinds(x) == "RP");
  CHECK(allows(only<persist_record>(x).record,
               only<sign_proposal>(x).unsigned_proposal));
  SECTION("once") {
    CHECK(core.on_value(height_one, 0, blue).empty());
  }
}

TEST_CASE("driver: a value for another height or round is not proposed",
          "[consensus]") {
  auto core = driver{options(1), setup(1)};
  core.begin();
  CHECK(core.on_value(block_height{2}, 0, red).empty());
  CHECK(core.on_value(height_one, 1, red).empty());
}

TEST_CASE_METHOD(fixture, "driver: the record is down before a prevote leaves",
                 "[consensus]") {
  CHECK(kinds(propose(red)) == "F");
  auto x = learn(red);
  REQUIRE(kinds(x) == "RV");
  CHECK(only<sign_vote>(x).unsigned_vote == prevote(2, 0, red).vote);
  CHECK(
    allows(only<persist_record>(x).record, only<sign_vote>(x).unsigned_vote));
}

TEST_CASE_METHOD(
  fixture, "driver: body, then record, are down before a precommit leaves",
  "[consensus]") {
  learn(red);
  propose(red);
  auto x = vote(vote_kind::prevote, 0, red);
  REQUIRE(kinds(x) == "BRV");
  CHECK(only<persist_body>(x).block == red);
  auto record = only<persist_record>(x).record;
  CHECK(record.locked == red);
  CHECK(record.locked_round == 0);
  CHECK(record.prevote == red);
  CHECK(allows(record, only<sign_vote>(x).unsigned_vote));
}

TEST_CASE_METHOD(fixture, "driver: a proposal far from its time gets nil",
                 "[consensus]") {
  auto apart = GENERATE(2'000, 2'001);
  auto early = GENERATE(true, false);
  core.on_block(red, {true, early ? now - apart : now + apart});
  auto x = only<sign_vote>(propose(red)).unsigned_vote;
  CHECK(x.block == (apart == 2'000 ? red : nil_block));
}

TEST_CASE_METHOD(fixture, "driver: a re-proposal may be of any time",
                 "[consensus]") {
  propose(red);
  core.on_timeout({height_one, 0, round_step::propose});
  vote(vote_kind::prevote, 0, red);
  vote(vote_kind::precommit, 0, nil_block);
  core.on_timeout({height_one, 0, round_step::precommit});
  REQUIRE(core.height().state().round == 1);
  core.on_proposal(proposed(2, 1, red, 0), now);
  auto x = core.on_block(red, {true, 5});
  CHECK(only<sign_vote>(x).unsigned_vote == prevote(2, 1, red, 0).vote);
}

TEST_CASE_METHOD(fixture,
                 "driver: a decision carries its commit, and the next "
                 "height takes in what came early",
                 "[consensus]") {
  learn(red);
  auto early = prevote(3, 0, blue);
  early.vote.height = block_height{2};
  core.on_vote(early);
  auto proposal = proposed(1, 0, blue);
  proposal.proposal.height = block_height{2};
  core.on_proposal(proposal, now);
  auto x = only<decide>(vote(vote_kind::precommit, 0, red));
  CHECK(x.block == red);
  CHECK(x.commit == certified(vote_kind::precommit, 0, red, {1, 3, 4}));
  CHECK(core.is_decided());
  // A proposal for the height begins it.
  CHECK(kinds(core.next_height(setup(2))) == "TF");
  CHECK(core.height().votes().votes_held() == 1);
  CHECK(core.height().proposals().of(0) != nullptr);
}

TEST_CASE_METHOD(fixture, "driver: what is decided elsewhere is fetched",
                 "[consensus]") {
  auto x
    = core.on_certificate(certified(vote_kind::precommit, 5, blue, {1, 3, 4}));
  CHECK(only<fetch_block>(x).block == blue);
  CHECK(only<decide>(learn(blue)).commit.round == 5);
}

TEST_CASE_METHOD(fixture, "driver: an invalid block is never decided",
                 "[consensus][hostile]") {
  learn(red, false);
  CHECK(kinds(vote(vote_kind::precommit, 0, red)) == "T");
  CHECK(!core.is_decided());
}

TEST_CASE_METHOD(fixture, "driver: a third of the weight ahead is followed",
                 "[consensus]") {
  core.on_vote(prevote(1, 7, red));
  CHECK(core.height().state().round == 0);
  core.on_vote(precommit(3, 7, nil_block));
  CHECK(core.height().state().round == 7);
}

TEST_CASE("driver: others that have begun are joined, a single voter is not",
          "[consensus]") {
  auto core = driver{options(2), setup(1)};
  SECTION("by votes") {
    CHECK(core.on_vote(prevote(1, 0, red)).empty());
    CHECK(kinds(core.on_vote(prevote(3, 0, red))) == "T");
  }
  SECTION("by the proposal") {
    CHECK(kinds(core.on_proposal(proposed(1, 0, red), now)) == "TF");
  }
  SECTION("not by a stranger's proposal, or one of a later round") {
    CHECK(core.on_proposal(proposed(3, 0, red), now).empty());
    CHECK(core.on_proposal(proposed(2, 1, red), now).empty());
    CHECK(core.height().state().round == no_round);
  }
}

TEST_CASE_METHOD(fixture,
                 "driver: proposals that nobody may make are refused "
                 "by name",
                 "[consensus][hostile]") {
  auto rules = core.height();
  auto outcome = [&](const signed_proposal& x) { return rules.record(x, now); };
  CHECK(outcome(proposed(3, 0, red)) == proposal_outcome::not_proposer);
  CHECK(outcome(proposed(9, 0, red)) == proposal_outcome::not_proposer);
  CHECK(outcome(proposed(1, 0, nil_block)) == proposal_outcome::nil);
  CHECK(outcome(proposed(3, 2, red)) == proposal_outcome::bad_round);
  CHECK(outcome(proposed(1, -1, red)) == proposal_outcome::bad_round);
  CHECK(outcome(proposed(1, 0, red, 0)) == proposal_outcome::bad_round);
  CHECK(outcome(proposed(1, 0, red, -2)) == proposal_outcome::bad_round);
  auto x = proposed(1, 0, red);
  x.proposal.height = block_height{9};
  CHECK(outcome(x) == proposal_outcome::wrong_height);
  CHECK(outcome(proposed(1, 0, red)) == proposal_outcome::recorded);
  CHECK(outcome(proposed(1, 0, red)) == proposal_outcome::repeated);
  CHECK(outcome(proposed(1, 0, blue)) == proposal_outcome::conflicting);
}

TEST_CASE_METHOD(fixture, "driver: a flood of heights leaves a few messages",
                 "[consensus][hostile]") {
  for (auto height = std::uint64_t{2}; height < 5'000; ++height)
    for (auto round : {0, 5, 500}) {
      auto vote = prevote(3, round, red);
      vote.vote.height = block_height{height};
      CHECK(core.on_vote(vote).empty());
      vote.vote.validator = member(77); // no member
      CHECK(core.on_vote(vote).empty());
      auto proposal = proposed(3, round, red);
      proposal.proposal.height = block_height{height};
      CHECK(core.on_proposal(proposal, now).empty());
    }
  CHECK(core.height().votes().votes_held() == 0);
  CHECK(core.early_messages_held() == 2);
}

TEST_CASE_METHOD(fixture, "driver: conflicting votes are reported once",
                 "[consensus]") {
  core.on_vote(prevote(3, 0, red));
  CHECK(kinds(core.on_vote(prevote(3, 0, blue))) == "C");
  CHECK(core.on_vote(prevote(3, 0, blue)).empty());
}

TEST_CASE("driver: who is no member votes for nothing", "[consensus]") {
  auto core = driver{options(9), setup(1)};
  core.begin();
  core.on_block(red, {true, now});
  CHECK(core.on_proposal(proposed(1, 0, red), now).empty());
  CHECK(core.height().state().step == round_step::prevote);
}

TEST_CASE("driver: one log, one run", "[consensus]") {
  auto run = [] {
    auto x = fixture{};
    x.learn(red);
    auto result = kinds(x.propose(red));
    result += kinds(x.vote(vote_kind::prevote, 0, red));
    return result + kinds(x.vote(vote_kind::precommit, 0, red));
  };
  CHECK(run() == "RVBRVD");
  CHECK(run() == run());
}
