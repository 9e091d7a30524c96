#include "runtime/consensus/catch_up.hpp"

#include "tests/runtime/consensus/consensus_samples.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::consensus;
using namespace synod::test;

namespace {

height_rules begun(std::uint64_t height = 1) {
  auto result = height_rules{
    member(1),
    {block_height{height}, proposer_rotation{members({1, 1, 1, 1})}},
    2'000};
  result.start_round(0);
  return result;
}

/// One letter each: D decided height, C certificate, P proposal, B block, V
/// vote.
std::string sent(const height_rules& here, const validator_position& peer) {
  auto result = std::string{};
  for (const auto& x : catch_up(here, peer))
    result += "DCPBV"[x.index()];
  return result;
}

constexpr auto propose = std::uint8_t{1};

} // namespace

TEST_CASE("catch up: who is heights behind gets the decision it lacks",
          "[consensus]") {
  CHECK(sent(begun(9), {block_height{3}, 0, propose}) == "D");
  CHECK(sent(begun(3), {block_height{9}, 0, propose}).empty());
}

TEST_CASE("catch up: one's own height in one's own round", "[consensus]") {
  auto here = begun();
  auto peer = validator_position{height_one, 0, propose};
  CHECK(sent(here, peer).empty());
  here.record(proposed(1, 0, red), 0);
  CHECK(sent(here, peer) == "P");
  here.record_block(red, {true, 0});
  here.record(prevote(1, 0, red));
  CHECK(sent(here, peer) == "PBV");
  SECTION("with the polka that other votes might hide") {
    here.record(prevote(2, 0, red));
    here.record(prevote(3, 0, red));
    CHECK(sent(here, peer) == "PBCVVV");
  }
  SECTION("once there is a commit, it is enough") {
    for (std::uint8_t by : {2, 3, 4})
      here.record(precommit(by, 0, red));
    CHECK(sent(here, peer) == "CB");
    peer.step = 4;
    CHECK(sent(here, peer).empty());
  }
}

TEST_CASE("catch up: who is rounds behind gets enough to skip", "[consensus]") {
  auto here = begun();
  here.record(prevote(1, 0, red));
  here.apply(round_skipped{2});
  here.record(prevote(2, 2, red));
  here.record(prevote(3, 2, red));
  CHECK(sent(here, {height_one, 0, propose}) == "VVV");
  CHECK(sent(here, {height_one, no_round, 0}) == "VV");
  CHECK(sent(here, {height_one, 7, propose}).empty());
}

TEST_CASE("catch up: a re-proposal comes with its polka", "[consensus]") {
  auto here = begun();
  for (std::uint8_t by : {1, 2, 3})
    here.record(prevote(by, 0, red));
  here.apply(round_skipped{1});
  here.record(proposed(2, 1, red, 0), 0);
  CHECK(sent(here, {height_one, 1, propose}) == "CP");
}

TEST_CASE("catch up: the more often, the later; movement begins anew",
          "[consensus]") {
  auto x = catch_up_schedule{{200, 1'000}};
  CHECK(!x.is_due(0));
  x.heard({height_one, 0, propose}, 1'000);
  auto due = std::vector<std::uint64_t>{};
  for (auto now = std::uint64_t{1'000}; now < 6'000; now += 100) {
    x.heard({height_one, 0, propose}, now);
    if (x.is_due(now))
      due.push_back(now);
  }
  CHECK(
    due
    == std::vector<std::uint64_t>{1'200, 1'600, 2'400, 3'400, 4'400, 5'400});
  x.heard({height_one, 0, 2}, 6'000);
  CHECK(!x.is_due(6'100));
  CHECK(x.is_due(6'200));
}
