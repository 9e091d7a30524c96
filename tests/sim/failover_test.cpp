// Every way to lose a worker, one by one. A generation runs on three workers,
// each with one spare replica; at a chosen moment something breaks. Whatever it
// is, the asker sees the tokens of the undisturbed run (the cluster checks that
// at every message), no error, and in the end no worker holds anything.

#include "tests/sim/cluster.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace synod;
using namespace synod::sim;
using namespace std::chrono_literals;

namespace {

cluster_options with_batch_time(instant span) {
  auto result = cluster_options{};
  result.worker.batch_time = span;
  return result;
}

struct failover_fixture {
  explicit failover_fixture(cluster_options options = {}) : net(options) {
  }

  cluster net;
  request_id id = net.ask(net.completion(48));

  // Runs until so many tokens are out.
  void reach(std::size_t tokens) {
    REQUIRE(
      net.run_until([&] { return net.record(id).tokens.size() >= tokens; }));
  }

  // Runs until a hop has computed, or is computing, some of the prompt.
  void reach_prefill(std::size_t hop) {
    REQUIRE(net.run_until([&] {
      auto* text = net.text(id);
      return text && text->route().size() > hop
             && net.at(net.runner(id, hop)).core().is_computing();
    }));
  }

  void ends_well() {
    REQUIRE(net.run_until([&] { return net.record(id).is_over(); }));
    REQUIRE(net.record(id).end);
    CHECK(net.record(id).end->error == 0);
    CHECK(net.record(id).tokens.size() == 48);
    net.run_for(15s);
    CHECK(net.is_memory_free());
  }

  [[nodiscard]] instant gap() const {
    auto& times = net.record(id).token_at;
    REQUIRE_FALSE(times.empty());
    auto result = times.front() - net.record(id).asked_at;
    for (std::size_t i = 1; i < times.size(); ++i)
      result = std::max(result, times[i] - times[i - 1]);
    return result;
  }

  // Restarts or wakes whoever is not there, so that memory can be checked.
  void kill(std::size_t hop) {
    auto node = net.runner(id, hop);
    net.wires().crash(node);
    net.restart_at(node, 3s);
  }
};

// Three seconds for the first prompt, in every range.
struct sluggish_fixture : failover_fixture {
  static cluster_options options() {
    auto result = cluster_options{};
    result.worker.row_time = 80ms;
    return result;
  }

  sluggish_fixture() : failover_fixture(options()) {
  }
};

// Forty milliseconds a token.
struct slow_fixture : failover_fixture {
  slow_fixture() : failover_fixture(with_batch_time(12ms)) {
  }
};

} // namespace

TEST_CASE_METHOD(failover_fixture, "failover: nothing breaks, one attempt",
                 "[sim]") {
  ends_well();
  CHECK(net.record(id).end->attempts == 1);
}

TEST_CASE_METHOD(failover_fixture, "failover: a worker is killed at prefill",
                 "[sim]") {
  auto hop = GENERATE(0u, 1u, 2u);
  reach_prefill(hop);
  kill(hop);
  ends_well();
  CHECK(net.record(id).end->attempts == 2);
  CHECK(gap() < 1s);
}

TEST_CASE_METHOD(failover_fixture, "failover: a worker is killed at decode",
                 "[sim]") {
  auto hop = GENERATE(0u, 1u, 2u);
  reach(20);
  kill(hop);
  ends_well();
  CHECK(net.record(id).end->attempts == 2);
  CHECK(gap() < 1s);
}

TEST_CASE_METHOD(failover_fixture,
                 "failover: a worker is killed at the last token", "[sim]") {
  auto hop = GENERATE(0u, 1u, 2u);
  reach(47);
  kill(hop);
  ends_well();
  CHECK(gap() < 1s);
}

TEST_CASE_METHOD(failover_fixture,
                 "failover: two neighbours are killed at once", "[sim]") {
  auto hop = GENERATE(0u, 1u);
  reach(20);
  kill(hop);
  kill(hop + 1);
  ends_well();
  CHECK(gap() < 1s);
}

TEST_CASE_METHOD(failover_fixture,
                 "failover: the last worker dies between sampling and sending",
                 "[sim]") {
  reach(20);
  auto last = net.runner(id, 2);
  REQUIRE(net.run_until([&] { return net.at(last).core().is_computing(); }));
  net.wires().cut(last, "front"); // the token cannot leave
  REQUIRE(net.run_until([&] { return !net.at(last).core().is_computing(); }));
  net.wires().crash(last);
  net.wires().heal(last, "front");
  net.restart_at(last, 3s);
  ends_well();
  CHECK(net.record(id).end->attempts == 2);
  CHECK(gap() < 1s);
}

TEST_CASE_METHOD(failover_fixture,
                 "failover: workers are cut off from each other, the "
                 "coordinator from neither",
                 "[sim]") {
  reach(20);
  auto before = net.runner(id, 0);
  auto after = net.runner(id, 1);
  net.wires().cut(before, after);
  ends_well();
  auto& route = net.record(id).end->route;
  CHECK(route[0].worker.node == before);
  CHECK(route[1].worker.node != after);
  CHECK(gap() < 2s);
}

TEST_CASE_METHOD(failover_fixture,
                 "failover: a worker computes for ever and answers "
                 "all the same",
                 "[sim]") {
  auto hop = GENERATE(0u, 1u, 2u);
  reach(20);
  auto node = net.runner(id, hop);
  net.at(node).hang();
  REQUIRE(net.run_until([&] { return net.record(id).is_over(); }));
  net.wires().crash(node); // it holds its memory for as long as it computes
  net.restart(node);
  ends_well();
  CHECK(gap() < 3s);
}

TEST_CASE_METHOD(failover_fixture,
                 "failover: a worker computes for ever before any step was "
                 "measured",
                 "[sim]") {
  auto hop = GENERATE(0u, 1u, 2u);
  reach_prefill(hop);
  auto node = net.runner(id, hop);
  net.at(node).hang();
  REQUIRE(net.run_until([&] { return net.record(id).is_over(); }));
  net.wires().crash(node);
  net.restart(node);
  ends_well();
  CHECK(gap() < 2s);
}

TEST_CASE_METHOD(sluggish_fixture,
                 "failover: a first prompt that is only slow gets its time",
                 "[sim]") {
  ends_well();
}

TEST_CASE_METHOD(failover_fixture, "failover: a stopped worker wakes up later",
                 "[sim]") {
  auto hop = GENERATE(0u, 1u, 2u);
  auto asleep = GENERATE(100ms, 400ms, 900ms, 5000ms);
  reach(20);
  auto node = net.runner(id, hop);
  net.wires().stop(node);
  net.run_for(asleep);
  net.wires().go_on(node);
  ends_well();
  CHECK(gap() < 2s);
}

TEST_CASE_METHOD(failover_fixture,
                 "failover: a killed coordinator leaves nothing behind",
                 "[sim]") {
  reach(20);
  net.wires().crash("front");
  net.restart("front");
  CHECK_FALSE(net.is_memory_free());
  net.run_for(15s);
  CHECK(net.is_memory_free());
}

TEST_CASE_METHOD(slow_fixture,
                 "failover: a restarted worker takes its place again",
                 "[sim]") {
  reach(10);
  auto node = net.runner(id, 1);
  auto other = node == "1a" ? "1b" : "1a";
  net.wires().crash(node);
  net.run_for(300ms);
  net.restart(node);
  net.run_for(300ms);
  net.wires().crash(other);
  net.restart_at(other, 5s);
  ends_well();
  CHECK(net.record(id).end->route[1].worker.node == node);
}

TEST_CASE_METHOD(failover_fixture,
                 "failover: no replica left, then an error in time", "[sim]") {
  reach(20);
  net.wires().crash("1a");
  net.wires().crash("1b");
  auto lost_at = net.wires().now();
  REQUIRE(net.run_until([&] { return net.record(id).is_over(); }));
  REQUIRE(net.record(id).end);
  CHECK(errc{net.record(id).end->error} == errc::no_replica_left);
  CHECK(net.wires().now() - lost_at < 22s);
  net.restart("1a");
  net.restart("1b");
  net.run_for(15s);
  CHECK(net.is_memory_free());
}

TEST_CASE_METHOD(failover_fixture,
                 "failover: no replica for a while, then one again", "[sim]") {
  reach(20);
  net.wires().crash("1a");
  net.wires().crash("1b");
  net.run_for(4s);
  net.restart("1b");
  ends_well();
}

TEST_CASE_METHOD(failover_fixture,
                 "failover: a cancelled request frees KV at once", "[sim]") {
  reach(20);
  net.cancel(id);
  net.run_for(50ms);
  CHECK(net.is_memory_free());
  REQUIRE(net.record(id).end);
  CHECK(errc{net.record(id).end->error} == errc::cancelled);
}
