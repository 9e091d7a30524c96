#include "runtime/crypto/ed25519.hpp"
#include "tests/actors/validator/agreement_network.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

// A lock binds its holder whatever becomes of its process, and holds nobody up.

using namespace synod;
using namespace synod::chain;
using namespace synod::chain::test;

namespace {

validator_id id_of_member(std::size_t who) {
  auto key = key_of(static_cast<unsigned char>(who + 1)).public_key();
  return validator_id{key.bytes()};
}

/// Four validators, and a height in whose first round one of them alone sees a
/// polka, and so locks: the proposer and another prevote for the block as it
/// does, the fourth has heard of no proposal, and nobody hears the one that
/// locks. All go on to later rounds, where there is no proposal at all.
struct hidden_lock : agreement_network {
  std::uint64_t height_at_stake = 0;
  std::optional<std::size_t> proposer;
  std::size_t deaf = 0;
  std::size_t locked = 0;
  block_id block; ///< That `locked` is locked on.

  hidden_lock() {
    start_all();
    REQUIRE(run([&] { return height(3) >= 1; }));
    run([&] { return false; }, 1'000); // it idles
    height_at_stake = height(0) + 1;
    passes = [this](std::size_t from, std::size_t to,
                    const consensus_content& x) { return hides(from, to, x); };
    transfer(1);
  }

  /// The roles of the first round, by whose turn it is after the proposer's.
  void assign(std::size_t first, const block_id& proposed) {
    auto order = std::vector<std::size_t>{0, 1, 2, 3};
    std::ranges::sort(order, {}, id_of_member);
    auto at = static_cast<std::size_t>(std::ranges::find(order, first)
                                       - order.begin());
    proposer = first;
    deaf = order[(at + 2) % 4];
    locked = order[(at + 3) % 4];
    block = proposed;
  }

  bool hides(std::size_t from, std::size_t to, const consensus_content& x) {
    const auto* fresh = std::get_if<signed_proposal>(&x);
    if (fresh && fresh->proposal.height.value() == height_at_stake) {
      if (!proposer)
        assign(from, fresh->proposal.block);
      return fresh->proposal.round == 0 && to != deaf && from != locked;
    }
    const auto* vote = std::get_if<signed_vote>(&x);
    return !proposer
           || (from != locked
               && (!vote || vote->vote.validator != id_of_member(locked)));
  }

  /// What a validator has voted for, if it has.
  [[nodiscard]] std::optional<block_id>
  voted(std::size_t who, round_number round, vote_kind kind) const {
    auto found = checks.signed_once.find(
      {id_of_member(who), height_at_stake, round, static_cast<int>(kind)});
    if (found == checks.signed_once.end())
      return {};
    return found->second;
  }

  /// True once these have prevoted in the second round, and so overwritten in
  /// their records what they prevoted in the first.
  [[nodiscard]] bool are_past(const std::vector<std::size_t>& whom) const {
    return std::ranges::all_of(whom, [this](std::size_t who) {
      return voted(who, 1, vote_kind::prevote).has_value();
    });
  }

  [[nodiscard]] std::vector<std::size_t> others() const {
    auto result = std::vector<std::size_t>{0, 1, 2, 3};
    std::erase(result, locked);
    return result;
  }
};

} // namespace

TEST_CASE_METHOD(hidden_lock,
                 "agreement: one that crashed after its precommit does not "
                 "vote for another proposal in the next round",
                 "[validator][crash]") {
  REQUIRE(run([&] {
    return proposer && voted(locked, 0, vote_kind::precommit) == block;
  }));
  kill(locked);
  REQUIRE(run([&] { return is_up(locked) && are_past(others()); }));
  // Now there are proposals again, but no round ends before it has voted.
  auto other_in = std::optional<round_number>{};
  passes = [&](std::size_t, std::size_t to, const consensus_content& x) {
    const auto* proposed = std::get_if<signed_proposal>(&x);
    if (proposed && proposed->proposal.block != block && to == locked
        && proposed->proposal.height.value() == height_at_stake && !other_in)
      other_in = proposed->proposal.round;
    const auto* vote = std::get_if<signed_vote>(&x);
    return !vote || vote->vote.kind != vote_kind::precommit
           || (other_in && voted(locked, *other_in, vote_kind::prevote));
  };
  REQUIRE(run(
    [&] { return other_in && voted(locked, *other_in, vote_kind::prevote); }));
  CHECK(*other_in > 0);
  CHECK(voted(locked, *other_in, vote_kind::prevote) == nil_block);
  passes = {};
  REQUIRE(run([&] { return all_agree() && height(0) >= height_at_stake; }));
}

TEST_CASE_METHOD(hidden_lock,
                 "agreement: after all four crashed, a lock that one holds "
                 "still convinces the others",
                 "[validator][crash]") {
  REQUIRE(run([&] { return proposer && are_past({0, 1, 2, 3}); }));
  REQUIRE(voted(locked, 0, vote_kind::precommit) == block);
  for (std::size_t who = 0; who < 4; ++who)
    kill(who);
  // One stays away, so nothing is decided against the one that is locked.
  passes = {};
  delivers = [&](std::size_t from, std::size_t to) {
    return from != deaf && to != deaf;
  };
  REQUIRE(
    run([&] { return is_up(locked) && height(locked) >= height_at_stake; }));
  CHECK(checks.decided.at(block_height{height_at_stake}) == block);
  delivers = {};
  REQUIRE(run([&] { return all_agree(); }));
}
