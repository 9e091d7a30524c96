// Four and seven validators with the real cores, a model of their disks and
// signers, and a network that delays, loses, repeats, reorders and parts; they
// crash around any effect, tear and rot their records, and up to f of 3f + 1
// lie. Their blocks move real money of the real contracts. At every delivery:
// agreement on blocks and states, conservation, no signature twice, no honest
// validator accused, memory bounded, and no vote that the disk does not allow.
// Once healed, ten more heights everywhere.
//
// Replay one failure: SYNOD_SIM_SEED=<seed> consensus_sim_test

#include "tests/sim/consensus/scenario.hpp"
#include "tests/sim/seeds.hpp"
#include "tests/support/joined.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace synod::sim;
using synod::test::joined;

// A long run is kept in results.txt.
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

TEST_CASE(
  "consensus sim: the money moves, and the checker sees where it differs",
  "[consensus][sim]") {
  auto random = std::mt19937_64{1};
  auto below = [&](std::uint64_t bound) { return random() % bound; };
  auto one = ledger_model{};
  auto watch = checker{};
  auto roots = std::set<synod::root_hash>{};
  auto x = body{};
  for (auto height = std::uint64_t{1}; height <= 200; ++height) {
    x.height = synod::block_height{height};
    x.time_ms += 100;
    x.transactions = one.draw(x.time_ms, below);
    one.execute(x);
    watch.executed({}, x.height, one);
    roots.insert(one.root());
  }
  CHECK(watch.failures().empty());
  CHECK(roots.size() > 100);
  auto other = one;
  while (one.root() == other.root()) {
    x.transactions = one.draw(x.time_ms, below);
    one.execute(x);
  }
  watch.executed({}, synod::block_height{201}, one);
  watch.executed({}, synod::block_height{201}, one);
  CHECK(watch.failures().empty());
  watch.executed({}, synod::block_height{201}, other);
  CHECK(watch.failures().size() == 1);
}
