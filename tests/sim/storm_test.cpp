// Everything at once, by seed: requests of all kinds on a network of random
// shape whose messages are late, lost, refused, repeated and reordered, while
// workers crash, hang, stop and come back, links are cut, and the coordinator
// may be killed. At every message: what an asker has seen is the beginning of
// the undisturbed answer. In the end: every request is over, nothing is held,
// and once the network behaves again, so does a new request.
//
// Replay one failure: SYNOD_SIM_SEED=<seed> build/dev/bin/sim_test '[storm]'

#include "tests/sim/faults.hpp"
#include "tests/sim/seeds.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::sim;
using namespace std::chrono_literals;

namespace {

struct outcome {
  std::uint64_t digest = 0;
  std::size_t ended_well = 0;
};

outcome weather(std::uint64_t seed) {
  auto random = test::random_values{seed};
  auto net = cluster{random_cluster(seed, random)};
  plan_storm(net, random);
  for (auto& call : random_calls(net, random))
    net.wires().later("desk", random_span(random, 0s, 5s),
                      [&net, call] { net.ask(call); });
  net.run_for(6s);
  REQUIRE(net.run_until([&] { return net.all_are_over(); }, 100s));
  net.wires().behave();
  net.run_for(storm_span + 15s); // and the longest lease
  REQUIRE(net.is_memory_free());

  auto last = net.ask(net.completion(20));
  REQUIRE(net.run_until([&] { return net.record(last).is_over(); }, 70s));
  REQUIRE(net.record(last).end);
  REQUIRE(net.record(last).end->error == 0);
  return {net.wires().digest(), net.ended_well()};
}

} // namespace

TEST_CASE("storm: every request ends, rightly", "[sim][storm]") {
  auto total = std::size_t{0};
  for (auto seed : seeds()) {
    CAPTURE(seed);
    total += weather(seed).ended_well;
  }
  // Storms that nothing survives would show nothing.
  CHECK(total > seeds().size());
}

TEST_CASE("storm: equal seeds give equal runs", "[sim][storm]") {
  for (auto seed : {3u, 14u, 159u}) {
    CAPTURE(seed);
    CHECK(weather(seed).digest == weather(seed).digest);
  }
}
