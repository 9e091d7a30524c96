#include "runtime/consensus/proposer.hpp"

#include "runtime/consensus/timeouts.hpp"
#include "tests/runtime/consensus/consensus_samples.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::consensus;
using namespace synod::test;

namespace {

std::string turns(proposer_rotation x, int count) {
  auto result = std::string{};
  for (auto i = 0; i < count; ++i) {
    result += static_cast<char>('0' + x.proposer().bytes()[0]);
    x.advance();
  }
  return result;
}

} // namespace

TEST_CASE("proposers: equal weights take turns in the order of ids",
          "[consensus]") {
  CHECK(turns(proposer_rotation{members({1, 1, 1, 1})}, 9) == "123412341");
}

// By hand: (1, 3) second; (2, 2) a tie, so the first; (-1, 5) and (0, 4)
// second; and all are at 0 again.
TEST_CASE("proposers: weights 1 and 3 give 1 and 3 turns of 4", "[consensus]") {
  auto rotation = proposer_rotation{members({1, 3})};
  CHECK(turns(rotation, 8) == "21222122");
  CHECK(rotation.priorities() == std::vector<std::int64_t>{1, -1});
}

TEST_CASE("proposers: who joins waits, who stays keeps its place",
          "[consensus]") {
  auto rotation = proposer_rotation{members({1, 3})};
  rotation.change(members({1, 3, 4}));
  // The newcomer begins 1.125 times the total behind, before centring.
  CHECK(rotation.priorities() == std::vector<std::int64_t>{4, 2, -6});
  CHECK(turns(rotation, 1) == "2"); // unchanged until the next turn
}

TEST_CASE("proposers: weights near the limit do not overflow", "[consensus]") {
  auto half = weight_limit / 2 - 1;
  auto rotation = proposer_rotation{members({half, half})};
  CHECK(turns(rotation, 6) == "121212");
}

TEST_CASE("validators: only sets that can be counted are valid",
          "[consensus][hostile]") {
  auto valid
    = [](std::vector<validator> x) { return validator_set::is_valid(x); };
  CHECK(valid({{member(1), 1}}));
  CHECK(!valid({}));
  CHECK(!valid({{member(1), 0}}));
  CHECK(!valid({{member(1), 1}, {member(1), 1}}));
  CHECK(!valid({{member(1), weight_limit}}));
  CHECK(!valid({{member(1), weight_limit - 1}, {member(2), 1}}));
  CHECK(!valid({{member(1), ~vote_weight{0}}, {member(2), 2}}));
}

TEST_CASE("validators: any order of members is one set", "[consensus]") {
  auto a = validator_set{{{member(1), 5}, {member(2), 7}}};
  auto b = validator_set{{{member(2), 7}, {member(1), 5}}};
  CHECK(a == b);
  CHECK(a.find(member(2)) == 1);
  CHECK(!a.find(member(3)));
  CHECK(a.weight_of(member(3)) == 0);
  CHECK(a.total_weight() == 12);
}

TEST_CASE("timeouts: they grow by round and end at the longest",
          "[consensus]") {
  auto options = timeout_options{300, 200, 100, 50, 1'000};
  CHECK(timeout_ms(options, round_step::propose, 0) == 300);
  CHECK(timeout_ms(options, round_step::prevote, 2) == 300);
  CHECK(timeout_ms(options, round_step::precommit, 3) == 250);
  CHECK(timeout_ms(options, round_step::propose, 0x7ffffffe) == 1'000);
  options.growth_ms = ~std::uint64_t{0};
  CHECK(timeout_ms(options, round_step::propose, 0x7ffffffe) == 1'000);
}
