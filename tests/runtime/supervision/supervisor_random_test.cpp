#include "runtime/supervision/supervisor.hpp"
#include "tests/sim/seeds.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace synod::supervision;
using namespace std::chrono_literals;

// Children crash, hang, and stop under a supervisor with options of the seed's
// choice. At every step: nothing is started that runs, nothing is signalled
// that does not, no restart waits longer than it may, and no deadline lies in
// the past. At the end: once told to stop, everything is gone in bounded time.
//
// Replay one failure: SYNOD_SIM_SEED=<seed> supervision_test

namespace {

struct world {
  explicit world(std::uint64_t seed) : random(seed) {
    options.strategy
      = chance(50) ? strategy::one_for_one : strategy::rest_for_one;
    options.intensity = static_cast<std::uint32_t>(random() % 20);
    auto children = 1 + random() % 6;
    for (std::size_t i = 0; i < children; ++i)
      specs.push_back({.name = std::to_string(i),
                       .when = static_cast<restart>(random() % 3)});
    runs.assign(children, false);
    hangs.assign(children, false);
    down_since.assign(children, 0ms);
  }

  bool chance(unsigned percent) {
    return random() % 100 < percent;
  }

  void apply(const std::vector<output>& outputs) {
    for (const auto& x : outputs) {
      if (const auto* start = std::get_if<start_child>(&x)) {
        REQUIRE_FALSE(runs[start->child]);
        REQUIRE_FALSE(ending);
        runs[start->child] = true;
        hangs[start->child] = chance(10);
      } else if (const auto* stop = std::get_if<stop_child>(&x)) {
        REQUIRE(runs[stop->child]);
        if (stop->signal == signal::kill || !hangs[stop->child])
          dying.push_back(stop->child);
      } else if (std::holds_alternative<give_up>(x)) {
        ending = true;
      } else {
        REQUIRE(std::ranges::count(runs, true) == 0);
        is_stopped = true;
      }
    }
  }

  exit_reason any_reason() {
    if (chance(1))
      return exit_reason::hopeless;
    return chance(50) ? exit_reason::crashed : exit_reason::normal;
  }

  void end(supervisor& x, std::size_t child, exit_reason reason) {
    runs[child] = false;
    down_since[child] = now;
    apply(x.exited(child, reason, now));
  }

  void step(supervisor& x) {
    auto due = x.deadline();
    now += std::chrono::milliseconds{random() % 700};
    if (due && *due < now)
      now = *due;
    apply(x.tick(now));
    auto next = x.deadline();
    REQUIRE((!next || *next > now));
    if (!dying.empty()) {
      auto child = dying.front();
      dying.erase(dying.begin());
      if (runs[child])
        end(x, child, exit_reason::normal);
    }
    auto child = random() % runs.size();
    if (runs[child] && chance(10))
      end(x, child, any_reason());
    check_delays();
  }

  void check_delays() {
    if (ending || options.strategy != strategy::one_for_one)
      return;
    for (std::size_t child = 0; child < runs.size(); ++child)
      if (specs[child].when == restart::permanent && !runs[child])
        REQUIRE(now - down_since[child] <= supervisor::restart_delay_max);
  }

  std::mt19937_64 random;
  supervisor_options options;
  std::vector<child_spec> specs;
  std::vector<bool> runs;
  std::vector<bool> hangs;
  std::vector<instant> down_since;
  std::vector<std::size_t> dying;
  instant now{0};
  bool ending = false;
  bool is_stopped = false;
};

void run(std::uint64_t seed) {
  auto w = world{seed};
  auto x = supervisor{w.specs, w.options};
  w.apply(x.start(w.now));
  for (auto i = 0; i < 300 && !w.is_stopped; ++i)
    w.step(x);
  w.ending = true;
  w.apply(x.stop(w.now));
  auto asked = w.now;
  while (!w.is_stopped) {
    w.step(x);
    REQUIRE(w.now < asked + 60s);
  }
}

} // namespace

TEST_CASE("supervisor: whatever children do, the rules hold", "[sim]") {
  for (auto seed : synod::sim::seeds()) {
    CAPTURE(seed);
    run(seed);
  }
}
