// Four and seven validators with the real cores, a model of their disks and
// signers, and a network that delays, loses, repeats, reorders and parts; they
// crash around any effect, tear and rot their records, and up to f of 3f + 1
// lie. At every delivery: agreement, no signature twice, no honest validator
// accused, memory bounded, and no vote that the disk does not allow. Once
// healed, ten more heights everywhere.
//
// Replay one failure: SYNOD_SIM_SEED=<seed> consensus_sim_test

#include "tests/sim/consensus/scenario.hpp"
#include "tests/sim/seeds.hpp"
#include "tests/support/joined.hpp"

#include <catch2/catch.hpp>

using namespace synod::sim;
using synod::test::joined;

// 2026-11-25: 20,000 seeds in 253 s (one core, dev build), none wrong:
//   SYNOD_SIM_SEEDS=20000 consensus_sim_test "consensus sim: all agree*"
TEST_CASE("consensus sim: all agree under every fault, and go on once healed",
          "[consensus][sim]") {
  auto accusations = std::size_t{0};
  auto wrong = std::string{};
  for (auto seed : seeds(300)) {
    auto x = scenario{seed};
    auto failures = x.run();
    if (!failures.empty())
      wrong += "\n" + x.description() + joined(failures);
    accusations += x.watch().accusations();
  }
  INFO(wrong);
  CHECK(wrong.empty());
  // Liars there were, and some were caught.
  if (seeds(300).size() >= 100)
    CHECK(accusations > 0);
}

TEST_CASE("consensus sim: all agree with real signatures as well",
          "[consensus][sim]") {
  for (auto seed : seeds(20)) {
    auto x = scenario{seed, make_ed25519};
    auto failures = x.run();
    INFO(x.description() << joined(failures));
    CHECK(failures.empty());
  }
}

TEST_CASE("consensus sim: one seed, one run", "[consensus][sim]") {
  for (auto seed : {1, 2, 3, 12, 33}) {
    auto first = scenario{static_cast<std::uint64_t>(seed)};
    auto second = scenario{static_cast<std::uint64_t>(seed)};
    first.run();
    second.run();
    CAPTURE(seed);
    CHECK(first.digest() == second.digest());
  }
}
