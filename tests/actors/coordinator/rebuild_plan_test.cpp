#include "actors/coordinator/rebuild_plan.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <string>

using namespace synod::coordinator;

namespace {

std::vector<std::uint32_t> starts(const std::vector<hop_plan>& plan) {
  auto result = std::vector<std::uint32_t>{};
  for (auto& x : plan)
    result.push_back(x.start);
  return result;
}

using list = std::vector<std::uint32_t>;

// Follows the rows of a plan from hop to hop, as workers do.
// @returns what is wrong with it, or nothing
std::string follow(const std::vector<hop_holding>& hops,
                   const std::vector<hop_plan>& plan, std::uint32_t tokens) {
  auto input = plan[0].start; // rows of [input, tokens) reach the hop
  for (std::size_t i = 0; i < hops.size(); ++i) {
    auto held = std::min(hops[i].positions, tokens);
    if (input != plan[i].start)
      return "a hop starts elsewhere than its input";
    if (input > held)
      return "a gap before a hop's input";
    auto output = input;
    if (plan[i].resend_from) {
      if (input != held)
        return "a hop resends what it will compute again";
      if (*plan[i].resend_from < std::min(hops[i].kept_from, held)
          || *plan[i].resend_from >= held)
        return "a hop resends what it has not kept";
      output = *plan[i].resend_from;
    }
    if (i + 1 == hops.size() && (plan[i].resend_from || input >= tokens))
      return "the last position's logits are not computed";
    input = output;
  }
  return {};
}

std::vector<hop_holding> any_holdings(std::uint32_t tokens) {
  auto hops = std::vector<hop_holding>{};
  auto count = *rc::gen::inRange(1, 7);
  for (auto i = 0; i < count; ++i) {
    auto positions = *rc::gen::inRange(0U, tokens + 1);
    hops.push_back({positions, *rc::gen::inRange(0U, positions + 1)});
  }
  return hops;
}

} // namespace

TEST_CASE("rebuild plan: fresh hops compute everything", "[coordinator]") {
  auto plan = plan_rebuild(std::vector<hop_holding>(3), 10);
  CHECK(starts(plan) == list{0, 0, 0});
}

TEST_CASE("rebuild plan: undisturbed hops sample again, no more",
          "[coordinator]") {
  // Everything was computed and only the token was lost.
  auto hops = std::vector<hop_holding>{{10, 0}, {10, 0}, {10, 10}};
  auto plan = plan_rebuild(hops, 10);
  CHECK(starts(plan) == list{10, 10, 9});
  CHECK(plan[1].resend_from == 9U);
  CHECK_FALSE(plan[0].resend_from);
}

TEST_CASE("rebuild plan: one hop alone steps the last token again",
          "[coordinator]") {
  auto plan = plan_rebuild(std::vector<hop_holding>{{10, 10}}, 10);
  CHECK(starts(plan) == list{9});
}

TEST_CASE("rebuild plan: a replaced hop is fed from what the one before kept",
          "[coordinator]") {
  auto hops = std::vector<hop_holding>{{9, 0}, {0, 0}, {9, 9}};
  auto plan = plan_rebuild(hops, 10);
  CHECK(starts(plan) == list{9, 0, 0});
  CHECK(plan[0].resend_from == 0U);
}

TEST_CASE("rebuild plan: what was not kept is computed again",
          "[coordinator]") {
  auto hops = std::vector<hop_holding>{{9, 5}, {0, 0}, {9, 9}};
  auto plan = plan_rebuild(hops, 10);
  CHECK(starts(plan) == list{0, 0, 0});
  CHECK_FALSE(plan[0].resend_from);
}

TEST_CASE("rebuild plan: a hop that will be rewound resends nothing",
          "[coordinator]") {
  // The first hop woke up with 4 of 9 positions, so the second must rewind
  // even though it has kept all that the third, a new one, needs.
  auto hops = std::vector<hop_holding>{{4, 4}, {9, 0}, {0, 0}};
  auto plan = plan_rebuild(hops, 10);
  CHECK(follow(hops, plan, 10).empty());
  CHECK(starts(plan) == list{0, 0, 0});
}

TEST_CASE("rebuild plan: any holdings lead to every position, in order",
          "[coordinator]") {
  CHECK(rc::check([] {
    auto tokens = *rc::gen::inRange(1U, 20U);
    auto hops = any_holdings(tokens);
    auto wrong = follow(hops, plan_rebuild(hops, tokens), tokens);
    if (!wrong.empty())
      RC_FAIL(wrong);
  }));
}

TEST_CASE("rebuild plan: with all outputs kept only the replaced hop starts "
          "over",
          "[coordinator]") {
  CHECK(rc::check([] {
    auto tokens = *rc::gen::inRange(2U, 20U);
    auto count = *rc::gen::inRange(2U, 6U);
    auto replaced = *rc::gen::inRange(0U, count);
    auto hops = std::vector<hop_holding>(count, {tokens - 1, 0});
    hops[replaced] = {0, 0};
    auto plan = plan_rebuild(hops, tokens);
    for (auto i = 0U; i < replaced; ++i)
      RC_ASSERT(plan[i].start == tokens - 1);
    RC_ASSERT(plan[replaced].start == 0U);
  }));
}

TEST_CASE("rebuild plan: claims beyond the tokens count as all of them",
          "[coordinator]") {
  auto hops = std::vector<hop_holding>{{900, 700}, {10, 10}};
  auto plan = plan_rebuild(hops, 10);
  CHECK(follow(hops, plan, 10).empty());
}
