#include "tests/actors/shard_worker/worker_bench.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::test;

namespace {

std::uint32_t reserved(const worker_bench& x) {
  return x.core.budget().reserved().positions;
}

worker_limits room_for(std::uint32_t positions) {
  auto result = worker_limits{};
  result.kv_positions = positions;
  return result;
}

} // namespace

TEST_CASE("sessions: admission refuses what does not fit", "[sessions]") {
  auto bench = worker_bench{place::middle, room_for(100)};
  REQUIRE(bench.open(bench.opening(1, 1, 60)));
  CHECK(bench.open(bench.opening(2, 1, 41)).error() == errc::overloaded);
  CHECK(reserved(bench) == 60);
  CHECK(bench.open(bench.opening(3, 1, 40)));
  CHECK(reserved(bench) == 100);
  CHECK(bench.core.budget().reserved().kept_bytes == 100 * 16);
}

TEST_CASE("sessions: admission counts the bytes of kept outputs",
          "[sessions]") {
  auto limits = worker_limits{};
  limits.kept_bytes = 1000;
  limits.kept_bytes_session = 640;
  auto bench = worker_bench{place::middle, limits};
  REQUIRE(bench.open(bench.opening(1, 1, 64)));
  CHECK(bench.core.budget().reserved().kept_bytes == 640);
  CHECK(bench.open(bench.opening(2, 1, 64)).error() == errc::overloaded);
  auto last = worker_bench{place::last, limits};
  REQUIRE(last.open(last.opening(1, 1, 64)));
  CHECK(last.core.budget().reserved().kept_bytes == 0);
}

TEST_CASE("sessions: what waits to be computed is bounded", "[sessions]") {
  auto limits = worker_limits{};
  limits.queued_bytes = std::size_t{10} * bench_hidden_size * sizeof(float);
  auto bench = worker_bench{place::middle, limits};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 8)); // computing
  REQUIRE(!bench.step(1, 8, 8)); // waiting
  CHECK(bench.step(1, 16, 4) == errc::overloaded);
  bench.compute();
  CHECK(!bench.step(1, 16, 4));
}

TEST_CASE("sessions: opening names what is wrong", "[sessions]") {
  auto bench = worker_bench{};
  auto refused = [&](auto change) {
    auto x = bench.opening(1);
    change(x);
    return bench.open(x).error();
  };
  CHECK(refused([](auto& x) { x.model = "other"; }) == errc::unknown_model);
  CHECK(refused([](auto& x) {
          x.route[1].range = {2, 1};
          x.route[2].range = {3, 3};
        })
        == errc::wrong_range);
  CHECK(refused([](auto& x) { x.hop_index = 3; }) == errc::invalid_argument);
  CHECK(refused([](auto& x) { x.hop_index = 0; }) == errc::invalid_argument);
  CHECK(refused([](auto& x) { x.route.pop_back(); }) == errc::invalid_argument);
  CHECK(refused([](auto& x) { x.coordinator.node = ""; })
        == errc::invalid_argument);
  CHECK(refused([](auto& x) { x.route[2].worker.node.assign(257, 'n'); })
        == errc::invalid_argument);
  CHECK(refused([](auto& x) { x.positions_max = 0; })
        == errc::invalid_argument);
  CHECK(refused([](auto& x) { x.positions_max = 513; })
        == errc::invalid_argument);
  CHECK(refused([](auto& x) { x.lease_ms = 0; }) == errc::invalid_argument);
  CHECK(refused([](auto& x) { x.sample.top_p = 0; }) == errc::invalid_argument);
  CHECK(refused([](auto& x) { x.tokens = {100}; }) == errc::invalid_argument);
  CHECK(bench.core.size() == 0);
  CHECK(reserved(bench) == 0);
}

TEST_CASE("sessions: a lease that is not renewed frees the cache",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(bench.open(bench.opening(2)));
  CHECK(bench.core.next_tick() == bench.now + 1s);
  bench.advance(999ms);
  auto renewed = bench.core.renew(
    "front", {{session_id{2}, session_id{3}}, 1000}, bench.now);
  CHECK(renewed.unknown == std::vector<session_id>{session_id{3}});
  bench.advance(1ms);
  CHECK(bench.core.size() == 1);
  CHECK(bench.freed.size() == 1);
  CHECK(reserved(bench) == 64);
  CHECK(bench.step(1, 0, 1) == errc::unknown_session);
  bench.advance(999ms);
  CHECK(bench.core.size() == 0);
  CHECK(reserved(bench) == 0);
  CHECK(!bench.core.next_tick());
}

TEST_CASE("sessions: a close frees the cache at once", "[sessions]") {
  auto bench = worker_bench{place::middle, room_for(64)};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 4));
  bench.compute();
  CHECK(!bench.close(1));
  CHECK(reserved(bench) == 0);
  CHECK(bench.freed.size() == 1);
  CHECK(!bench.close(1));
  CHECK(bench.open(bench.opening(2)));
  // Answers to what was sent before concern nobody.
  bench.deliver(bench.sends[0], errc::node_down);
  CHECK(bench.reports.empty());
}

TEST_CASE("sessions: a close during a step frees the cache with that step",
          "[sessions]") {
  auto bench = worker_bench{place::middle, room_for(64)};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 4));
  REQUIRE(!bench.step(1, 4, 4));
  CHECK(!bench.close(1));
  CHECK(bench.core.size() == 0);
  CHECK(bench.core.steps_queued() == 0);
  // The memory is in use.
  CHECK(reserved(bench) == 64);
  CHECK(bench.open(bench.opening(1)).error() == errc::overloaded);
  bench.compute();
  CHECK(reserved(bench) == 0);
  CHECK(bench.sends.empty());
  CHECK(bench.batch().items.empty());
}

TEST_CASE("sessions: a session opened anew is not the one that was closed",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 4));
  auto before = bench.batch().items[0].cache;
  REQUIRE(!bench.close(1));
  REQUIRE(bench.open(bench.opening(1)));
  bench.compute(); // of the closed one
  CHECK(bench.progress(1).positions_computed == 0);
  REQUIRE(!bench.step(1, 0, 2));
  CHECK(bench.batch().items[0].cache != before);
}

TEST_CASE("sessions: progress tells how long a step computes", "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  CHECK(bench.progress(1).computing_us == 0);
  REQUIRE(!bench.step(1, 0, 4));
  bench.now += 700us;
  CHECK(bench.progress(1).computing_us == 700);
  // Also a step that nobody wants any more: the computation is what hangs.
  REQUIRE(bench.open(bench.opening(1, 2)));
  CHECK(bench.progress(1).computing_us == 700);
  bench.compute();
  CHECK(bench.progress(1).computing_us == 0);
  CHECK(bench.core.probe({session_id{5}}, bench.now).error()
        == errc::unknown_session);
}

TEST_CASE("sessions: the penalty's ids follow what was sampled", "[sessions]") {
  auto bench = worker_bench{place::last};
  auto opening = bench.opening(1);
  opening.sample.repetition_penalty = 2;
  opening.tokens = {10, 11, 12};
  REQUIRE(bench.open(opening));
  auto sampling_step
    = [&](std::uint32_t position, std::uint32_t rows, std::uint32_t attempt) {
        auto x = bench.stepping(1, position, rows, attempt);
        x.sample = true;
        return bench.step(x);
      };
  REQUIRE(!sampling_step(0, 3, 1));
  CHECK(bench.batch().items[0].history == std::vector<token_id>{10, 11, 12});
  bench.compute(); // gives 3
  REQUIRE(!sampling_step(3, 1, 1));
  CHECK(bench.batch().items[0].history == std::vector<token_id>{10, 11, 12, 3});
  bench.compute(); // gives 4
  opening.attempt = 2;
  opening.tokens = {10, 11, 12, 3};
  REQUIRE(bench.open(opening));
  REQUIRE(!sampling_step(2, 1, 2));
  CHECK(bench.batch().items[0].history == std::vector<token_id>{10, 11, 12});
  bench.compute(); // gives 3
  REQUIRE(!sampling_step(3, 1, 2));
  bench.compute(); // gives 4
  REQUIRE(!sampling_step(4, 1, 2));
  CHECK(bench.batch().items[0].history
        == std::vector<token_id>{10, 11, 12, 3, 4});
}
