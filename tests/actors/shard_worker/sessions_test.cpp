#include "tests/actors/shard_worker/worker_bench.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace synod;
using namespace synod::test;

TEST_CASE("sessions: activations in, activations out", "[sessions]") {
  auto bench = worker_bench{};
  auto opened = bench.open(bench.opening(1));
  REQUIRE(opened);
  CHECK(opened->positions == 0);
  CHECK(opened->kept_from == 0);
  REQUIRE(!bench.step(1, 0, 3));
  REQUIRE(bench.batch().items.size() == 1);
  CHECK(bench.batch().items[0].rows == 3);
  bench.compute();
  REQUIRE(bench.sends.size() == 1);
  CHECK(bench.sends[0].to == worker_bench::address(2));
  CHECK(bench.sends[0].step.position == 0);
  CHECK(same_bytes(bench.sends[0].step.activations, rows_of(0, 3)));
  CHECK(bench.progress(1).positions_sent == 0);
  bench.accept_all();
  CHECK(bench.progress(1).positions_sent == 3);
  CHECK(bench.progress(1).positions_computed == 3);
}

TEST_CASE("sessions: the last hop tells the coordinator the token",
          "[sessions]") {
  auto bench = worker_bench{place::last};
  REQUIRE(bench.open(bench.opening(1)));
  auto step = bench.stepping(1, 0, 3);
  step.sample = true;
  REQUIRE(!bench.step(step));
  REQUIRE(bench.batch().items[0].sample);
  bench.compute();
  REQUIRE(bench.reports.size() == 1);
  CHECK(bench.reports[0].to == (actor_address{"front", "coordinator"}));
  auto& token = std::get<token_sampled>(bench.reports[0].message);
  CHECK(token.position == 2);
  CHECK(token.token == 3);
  CHECK(bench.sends.empty());
}

TEST_CASE("sessions: repeats are accepted and dropped", "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 3));
  REQUIRE(!bench.step(1, 3, 2));
  CHECK(!bench.step(1, 0, 3));
  CHECK(!bench.step(1, 3, 2));
  bench.compute_all();
  CHECK(!bench.step(1, 1, 4));
  CHECK(bench.progress(1).positions_received == 5);
  CHECK(bench.progress(1).positions_computed == 5);
  CHECK(bench.accept_all().size() == 2);
}

TEST_CASE("sessions: of a step that is half a repeat the new half is taken",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 3));
  bench.compute_all();
  REQUIRE(!bench.step(1, 1, 5));
  CHECK(bench.batch().items[0].position == 3);
  CHECK(bench.batch().items[0].rows == 3);
  CHECK(same_bytes(bench.batch().items[0].activations, rows_of(3, 3)));
}

TEST_CASE("sessions: a gap is refused and changes nothing", "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 3));
  CHECK(bench.step(1, 4, 1) == errc::position_gap);
  CHECK(bench.progress(1).positions_received == 3);
  CHECK(!bench.step(1, 3, 1));
}

TEST_CASE("sessions: a lower attempt is dropped", "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1, 4)));
  CHECK(bench.open(bench.opening(1, 3)).error() == errc::stale_attempt);
  CHECK(bench.step(1, 0, 1, 3) == errc::stale_attempt);
  CHECK(bench.resend(1, 0, false, 3) == errc::stale_attempt);
  CHECK(!bench.close(1, 3));
  CHECK(bench.core.size() == 1);
  CHECK(bench.progress(1).attempt == 4);
  CHECK(bench.progress(1).positions_received == 0);
}

TEST_CASE("sessions: a step under an attempt that was not opened is refused",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  CHECK(bench.step(1, 0, 1, 2) == errc::unknown_session);
  CHECK(bench.resend(1, 0, false, 2) == errc::unknown_session);
  CHECK(bench.step(9, 0, 1) == errc::unknown_session);
}

TEST_CASE("sessions: the first step of a higher attempt rewinds",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 8));
  bench.compute_all();
  bench.accept_all();
  auto again = bench.open(bench.opening(1, 2));
  REQUIRE(again);
  CHECK(again->positions == 8);
  CHECK(again->kept_from == 0);
  REQUIRE(!bench.step(1, 5, 2, 2));
  CHECK(bench.batch().items[0].position == 5);
  CHECK(bench.progress(1).positions_computed == 5);
  bench.compute_all();
  auto sent = bench.accept_all();
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].attempt == 2);
  CHECK(sent[0].position == 5);
  CHECK(sent[0].rows == 2);
  // Only the first may.
  CHECK(!bench.step(1, 5, 2, 2));
  CHECK(bench.progress(1).positions_computed == 7);
}

TEST_CASE("sessions: opening again answers at once, without the running step",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 4));
  bench.compute();
  REQUIRE(!bench.step(1, 4, 4));
  REQUIRE(!bench.step(1, 8, 4));
  auto again = bench.open(bench.opening(1, 2));
  REQUIRE(again);
  CHECK(again->positions == 4);
  CHECK(bench.progress(1).positions_received == 4);
  REQUIRE(!bench.step(1, 4, 1, 2));
  bench.sends.clear();
  bench.compute(); // of the attempt that was given up
  CHECK(bench.progress(1).positions_computed == 4);
  CHECK(bench.sends.empty());
  REQUIRE(bench.batch().items.size() == 1);
  CHECK(bench.batch().items[0].position == 4);
  CHECK(bench.batch().items[0].rows == 1);
}

TEST_CASE("sessions: opening the same attempt again changes nothing",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 4));
  bench.compute();
  auto again = bench.open(bench.opening(1));
  REQUIRE(again);
  CHECK(again->positions == 4);
  auto other = bench.opening(1);
  other.route[0].worker.node = "elsewhere";
  CHECK(bench.open(other).error() == errc::session_exists);
  other.attempt = 2;
  other.positions_max = 65;
  CHECK(bench.open(other).error() == errc::invalid_argument);
}

TEST_CASE("sessions: a foreign step is refused", "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  auto step = bench.stepping(1, 0, 1);
  CHECK(bench.core.step("front", step, bench.now) == errc::not_your_session);
  CHECK(bench.core.step("mallory", step, bench.now) == errc::not_your_session);
  CHECK(bench.progress(1).positions_received == 0);
  auto first = worker_bench{place::first};
  REQUIRE(first.open(first.opening(1)));
  step = first.stepping(1, 0, 1);
  CHECK(first.core.step("node1", step, first.now) == errc::not_your_session);
  CHECK(!first.core.step("front", step, first.now));
}

TEST_CASE("sessions: a foreign cancel is refused", "[sessions]") {
  auto bench = worker_bench{};
  auto& core = bench.core;
  auto now = bench.now;
  REQUIRE(bench.open(bench.opening(1)));
  auto id = session_id{1};
  CHECK(core.close("mallory", {id, 9}, now) == errc::not_your_session);
  CHECK(core.resend("node0", {id, 1, 0, false}, now) == errc::not_your_session);
  CHECK(core.open("node0", bench.opening(1, 2), now).error()
        == errc::not_your_session);
  CHECK(core.renew("mallory", {{id}, 1000}, now).unknown
        == std::vector<session_id>{id});
  CHECK(core.size() == 1);
}

TEST_CASE("sessions: a step's values are checked before anything changes",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1, 1, 8)));
  auto refused = [&](auto change) {
    auto step = bench.stepping(1, 0, 2);
    change(step);
    return bench.step(step);
  };
  CHECK(refused([](auto& x) { x.rows = 0; }) == errc::shape_mismatch);
  CHECK(refused([](auto& x) { x.rows = 3; }) == errc::shape_mismatch);
  CHECK(refused([](auto& x) { x.tokens = {1, 2}; }) == errc::shape_mismatch);
  CHECK(refused([](auto& x) { x.position = 7; }) == errc::positions_exceeded);
  CHECK(refused([](auto& x) { x.position = 0xffffffff; })
        == errc::positions_exceeded);
  for (auto bad : {std::numeric_limits<float>::quiet_NaN(),
                   -std::numeric_limits<float>::infinity()})
    CHECK(refused([&](auto& x) {
            auto values = std::vector<float>(2 * bench_hidden_size, bad);
            x.activations = buffer::copy_of(std::as_bytes(std::span{values}));
          })
          == errc::value_out_of_range);
  CHECK(bench.progress(1).positions_received == 0);
  CHECK(bench.batch().items.empty());
  CHECK(!bench.step(1, 0, 2));

  auto first = worker_bench{place::first};
  REQUIRE(first.open(first.opening(1)));
  auto step = first.stepping(1, 0, 2);
  step.tokens[1] = 100;
  CHECK(first.step(step) == errc::unknown_token);
  CHECK(first.progress(1).positions_received == 0);
}

TEST_CASE("sessions: a step that fails is reported and leaves the cache",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 4));
  bench.compute();
  REQUIRE(!bench.step(1, 4, 2));
  REQUIRE(!bench.step(1, 6, 2));
  bench.compute(errc::value_out_of_range);
  REQUIRE(bench.reports.size() == 1);
  auto& report = std::get<hop_failed>(bench.reports[0].message);
  CHECK(report.hop_index == 1);
  CHECK(report.position == 4);
  CHECK(report.reason == static_cast<std::uint8_t>(errc::value_out_of_range));
  CHECK(bench.progress(1).positions_computed == 4);
  CHECK(bench.progress(1).positions_received == 4);
  CHECK(bench.batch().items.empty());
  CHECK(!bench.step(1, 4, 2));
}
