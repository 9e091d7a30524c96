#include "tests/actors/shard_worker/worker_bench.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::test;

namespace {

/// A worker that has computed and passed on [0, 10), in chunks of 4, 4, 1, 1.
struct resending_bench : worker_bench {
  explicit resending_bench(worker_limits limits = {})
    : worker_bench{place::middle, limits} {
    REQUIRE(open(opening(1)));
    auto position = 0U;
    for (auto rows : {4U, 4U, 1U, 1U}) {
      auto x = stepping(1, position, rows);
      x.sample = position >= 7;
      REQUIRE(!step(x));
      for (position += rows; progress(1).positions_sent < position;) {
        compute_all();
        accept_all();
      }
    }
  }

  /// What went out, as one run of rows; checks order and bytes.
  std::pair<std::uint32_t, std::uint32_t> accepted_run() {
    auto sent = accept_all();
    REQUIRE(!sent.empty());
    auto next = sent[0].position;
    for (auto& x : sent) {
      CHECK(x.position == next);
      CHECK(same_bytes(x.activations, rows_of(x.position, x.rows)));
      next += x.rows;
    }
    return {sent[0].position, next};
  }
};

} // namespace

TEST_CASE("sending: kept outputs go out again, in order, with one sample",
          "[sessions]") {
  auto bench = resending_bench{};
  REQUIRE(bench.open(bench.opening(1, 2)));
  CHECK(bench.sends.empty());
  REQUIRE(!bench.resend(1, 2, true, 2));
  auto sent = bench.accept_all();
  REQUIRE(sent.size() == 1); // small ones are joined
  CHECK(sent[0].position == 2);
  CHECK(sent[0].rows == 8);
  CHECK(sent[0].attempt == 2);
  CHECK(sent[0].sample);
  CHECK(same_bytes(sent[0].activations, rows_of(2, 8)));
  REQUIRE(!bench.resend(1, 9, false, 2));
  sent = bench.accept_all();
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].rows == 1);
  CHECK(!sent[0].sample);
}

TEST_CASE("sending: a message holds no more rows than it may", "[sessions]") {
  auto limits = worker_limits{};
  limits.message_rows = 3;
  auto bench = resending_bench{limits};
  REQUIRE(bench.open(bench.opening(1, 2)));
  REQUIRE(!bench.resend(1, 0, true, 2));
  for (auto& x : bench.sends)
    CHECK(x.step.rows <= 3);
  CHECK(bench.accepted_run() == std::pair{0U, 10U});
}

TEST_CASE("sending: of a cut output the last part alone asks for a token",
          "[sessions]") {
  auto limits = worker_limits{};
  limits.message_rows = 3;
  auto bench = worker_bench{place::middle, limits};
  REQUIRE(bench.open(bench.opening(1)));
  auto step = bench.stepping(1, 0, 8);
  step.sample = true;
  REQUIRE(!bench.step(step));
  bench.compute_all();
  auto sent = bench.accept_all();
  REQUIRE(sent.size() == 3);
  CHECK(!sent[0].sample);
  CHECK(!sent[1].sample);
  CHECK(sent[2].sample);
}

TEST_CASE("sending: resending names what it cannot", "[sessions]") {
  auto bench = resending_bench{};
  CHECK(bench.resend(1, 11) == errc::position_gap);
  CHECK(!bench.resend(1, 10));
  CHECK(bench.sends.empty());

  auto limits = worker_limits{};
  limits.kept_bytes_session = 6 * bench_hidden_size * sizeof(float);
  auto small = resending_bench{limits};
  auto opened = small.open(small.opening(1, 2));
  REQUIRE(opened);
  CHECK(opened->positions == 10);
  CHECK(opened->kept_from == 4);
  CHECK(small.resend(1, 3, false, 2) == errc::position_gap);
  CHECK(!small.resend(1, 4, false, 2));
  CHECK(small.accepted_run() == std::pair{4U, 10U});
}

TEST_CASE("sending: what is resent goes before what is computed later",
          "[sessions]") {
  auto limits = worker_limits{};
  limits.sends_max = 1;
  auto bench = resending_bench{limits};
  REQUIRE(bench.open(bench.opening(1, 2)));
  REQUIRE(!bench.step(1, 10, 4, 2)); // computing while the resend begins
  REQUIRE(!bench.resend(1, 0, false, 2));
  bench.compute_all();
  CHECK(bench.accepted_run() == std::pair{0U, 14U});
}

TEST_CASE("sending: a refusal for want of room is tried again, in order",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  for (auto position : {0U, 4U, 8U})
    REQUIRE(!bench.step(1, position, 4));
  bench.compute_all();
  REQUIRE(bench.sends.size() == 3);
  auto sends = std::exchange(bench.sends, {});
  bench.deliver(sends[0]);
  bench.deliver(sends[1], errc::overloaded);
  bench.deliver(sends[2], errc::position_gap);
  CHECK(bench.sends.empty());
  CHECK(bench.core.next_tick() == bench.now + 4ms);
  bench.advance(4ms);
  auto sent = bench.accept_all();
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].position == 4);
  CHECK(sent[0].rows == 8);
  CHECK(bench.reports.empty());
}

TEST_CASE("sending: a step that overtook another goes out again",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  for (auto position : {0U, 4U})
    REQUIRE(!bench.step(1, position, 4));
  bench.compute_all();
  auto sends = std::exchange(bench.sends, {});
  bench.deliver(sends[1], errc::position_gap);
  CHECK(bench.sends.empty());
  bench.deliver(sends[0]);
  REQUIRE(bench.sends.size() == 1);
  CHECK(bench.sends[0].step.position == 4);
  bench.accept_all();
  CHECK(bench.progress(1).positions_sent == 8);
}

TEST_CASE("sending: a next hop that refuses is reported once", "[sessions]") {
  auto reason = GENERATE(errc::node_down, errc::timed_out, errc::stale_attempt,
                         errc::unknown_session, errc::position_gap);
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  for (auto position : {0U, 4U})
    REQUIRE(!bench.step(1, position, 4));
  bench.compute_all();
  auto sends = std::exchange(bench.sends, {});
  bench.deliver(sends[0], reason);
  bench.deliver(sends[1], reason);
  REQUIRE(bench.reports.size() == 1);
  auto& report = std::get<hop_failed>(bench.reports[0].message);
  CHECK(report.hop_index == 2);
  CHECK(report.position == 0);
  CHECK(report.reason == static_cast<std::uint8_t>(reason));
  // Until another attempt, nothing more goes there; what is computed is kept.
  REQUIRE(!bench.step(1, 8, 4));
  bench.compute_all();
  CHECK(bench.sends.empty());
  REQUIRE(bench.open(bench.opening(1, 2)));
  REQUIRE(!bench.resend(1, 0, false, 2));
  CHECK(bench.accept_all().size() == 1);
}

TEST_CASE("sending: a hop that stays overloaded is given up", "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(!bench.step(1, 0, 4));
  bench.compute_all();
  auto tries = 0;
  for (; !bench.sends.empty() && tries < 100; ++tries) {
    auto send = std::exchange(bench.sends, {}).front();
    bench.deliver(send, errc::overloaded);
    bench.advance(300ms);
    REQUIRE(bench.core.renew("front", {{session_id{1}}, 1000}, bench.now)
              .unknown.empty());
  }
  CHECK(tries == 7);
  REQUIRE(bench.reports.size() == 1);
}

TEST_CASE("sending: outputs that are not accepted yet hold up computing",
          "[sessions]") {
  auto limits = worker_limits{};
  limits.kept_bytes_session = 6 * bench_hidden_size * sizeof(float);
  auto bench = worker_bench{place::middle, limits};
  REQUIRE(bench.open(bench.opening(1)));
  for (auto position : {0U, 4U, 8U})
    REQUIRE(!bench.step(1, position, 4));
  bench.compute_all();
  CHECK(bench.progress(1).positions_computed == 6);
  CHECK(bench.progress(1).positions_received == 12);
  auto first = bench.sends[0];
  bench.sends.erase(bench.sends.begin());
  bench.deliver(first);
  CHECK(bench.batch().items.size() == 1);
  while (!bench.sends.empty() || !bench.batch().items.empty()) {
    bench.compute_all();
    bench.accept_all();
  }
  CHECK(bench.progress(1).positions_sent == 12);
}

TEST_CASE("sending: tokens reach the coordinator one after the other",
          "[sessions]") {
  auto bench = worker_bench{place::last};
  REQUIRE(bench.open(bench.opening(1)));
  for (auto position : {0U, 1U, 2U}) {
    auto step = bench.stepping(1, position, 1);
    step.sample = true;
    REQUIRE(!bench.step(step));
  }
  bench.compute_all();
  auto told = [&](std::size_t i) {
    return std::get<token_sampled>(bench.reports.at(i).message).position;
  };
  REQUIRE(bench.reports.size() == 1);
  bench.deliver(bench.reports[0], errc::overloaded);
  REQUIRE(bench.reports.size() == 1);
  bench.advance(4ms);
  REQUIRE(bench.reports.size() == 2);
  CHECK(told(1) == 0);
  bench.deliver(bench.reports[1]);
  bench.deliver(bench.reports[2], errc::node_down); // lost
  CHECK(told(2) == 1);
  CHECK(told(3) == 2);
  bench.deliver(bench.reports[3]);
  CHECK(bench.reports.size() == 4);
}
