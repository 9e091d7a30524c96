#include "runtime/supervision/supervisor.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace synod::supervision;
using namespace std::chrono_literals;

namespace {

/// Outputs as one line of words, such as "start:0 kill:1 stopped".
std::string spell(const std::vector<output>& xs) {
  auto out = std::ostringstream{};
  for (const auto& x : xs) {
    if (const auto* start = std::get_if<start_child>(&x))
      out << "start:" << start->child << ' ';
    else if (const auto* stop = std::get_if<stop_child>(&x))
      out << (stop->signal == signal::kill ? "kill:" : "terminate:")
          << stop->child << ' ';
    else if (const auto* given = std::get_if<give_up>(&x))
      out << "give_up:" << given->child << ' ';
    else
      out << "stopped ";
  }
  auto text = out.str();
  return text.substr(0, text.empty() ? 0 : text.size() - 1);
}

supervisor make(std::size_t children, supervisor_options options = {},
                restart when = restart::permanent) {
  auto specs = std::vector<child_spec>{};
  for (std::size_t i = 0; i < children; ++i)
    specs.push_back({.name = std::to_string(i), .when = when});
  return supervisor{std::move(specs), options};
}

constexpr auto crashed = exit_reason::crashed;

} // namespace

TEST_CASE("supervisor: children start in order and stop in reverse") {
  auto x = make(3);
  CHECK(spell(x.start(0ms)) == "start:0 start:1 start:2");
  CHECK(spell(x.stop(10ms)) == "terminate:2");
  CHECK(spell(x.exited(2, exit_reason::normal, 20ms)) == "terminate:1");
  CHECK(spell(x.exited(1, exit_reason::normal, 30ms)) == "terminate:0");
  CHECK(spell(x.exited(0, exit_reason::normal, 40ms)) == "stopped");
  CHECK(spell(x.exited(0, exit_reason::normal, 50ms)).empty());
}

TEST_CASE("supervisor: a child that has served long restarts at once") {
  auto x = make(2);
  x.start(0ms);
  CHECK(spell(x.exited(1, crashed, 2000ms)) == "start:1");
  CHECK(x.restarts(1) == 1);
  CHECK(x.restarts(0) == 0);
}

TEST_CASE("supervisor: a child that fails early waits longer and longer") {
  auto x = make(1);
  x.start(0ms);
  auto now = instant{0};
  auto delays = std::vector<std::int64_t>{};
  for (auto i = 0; i < 7; ++i) {
    CHECK(spell(x.exited(0, crashed, now)).empty());
    auto due = x.deadline();
    REQUIRE(due);
    delays.push_back((*due - now).count());
    CHECK(spell(x.tick(*due - 1ms)).empty());
    CHECK(spell(x.tick(*due)) == "start:0");
    now = *due;
  }
  CHECK(delays
        == std::vector<std::int64_t>{100, 200, 400, 800, 1000, 1000, 1000});
}

TEST_CASE("supervisor: one killed child every five seconds is borne for ever") {
  auto x = make(4);
  x.start(0ms);
  for (auto i = 1; i <= 10'000; ++i) {
    auto child = static_cast<std::size_t>(i % 4);
    REQUIRE(spell(x.exited(child, crashed, i * 5000ms))
            == "start:" + std::to_string(child));
  }
}

TEST_CASE("supervisor: too many restarts end the supervision") {
  auto x = make(2, {.intensity = 2, .period = 10s});
  x.start(0ms);
  CHECK(spell(x.exited(0, crashed, 3s)) == "start:0");
  CHECK(spell(x.exited(1, crashed, 6s)) == "start:1");
  CHECK(spell(x.exited(0, crashed, 12s)) == "give_up:0 terminate:1");
  CHECK(x.is_stopping());
  CHECK(spell(x.exited(1, crashed, 13s)) == "stopped");
}

TEST_CASE("supervisor: restarts that are a period ago do not count") {
  auto x = make(1, {.intensity = 1, .period = 10s});
  x.start(0ms);
  CHECK(spell(x.exited(0, crashed, 3s)) == "start:0");
  CHECK(spell(x.exited(0, crashed, 13s)) == "start:0");
  CHECK(spell(x.exited(0, crashed, 22s)) == "give_up:0 stopped");
}

TEST_CASE("supervisor: a hopeless child ends the supervision at once") {
  auto x = make(2);
  x.start(0ms);
  CHECK(spell(x.exited(1, exit_reason::hopeless, 50ms))
        == "give_up:1 terminate:0");
}

TEST_CASE("supervisor: a child that has served is not given up as hopeless") {
  auto x = make(1);
  x.start(0ms);
  CHECK(spell(x.exited(0, crashed, 5000ms)) == "start:0");
  CHECK(spell(x.exited(0, exit_reason::hopeless, 5010ms)).empty());
  CHECK(spell(x.tick(5110ms)) == "start:0");
}

TEST_CASE("supervisor: transient and temporary children") {
  auto transient = make(1, {}, restart::transient);
  transient.start(0ms);
  CHECK(spell(transient.exited(0, crashed, 5s)) == "start:0");
  CHECK(spell(transient.exited(0, exit_reason::normal, 10s)).empty());
  CHECK_FALSE(transient.is_running(0));
  CHECK_FALSE(transient.deadline());

  auto temporary = make(1, {}, restart::temporary);
  temporary.start(0ms);
  CHECK(spell(temporary.exited(0, crashed, 5s)).empty());
  CHECK(spell(temporary.stop(6s)) == "stopped");
}

TEST_CASE("supervisor: rest_for_one restarts what was started later") {
  auto x = make(4, {.strategy = strategy::rest_for_one});
  x.start(0ms);
  CHECK(spell(x.exited(1, crashed, 5000ms)) == "terminate:3 terminate:2");
  CHECK(spell(x.exited(2, exit_reason::normal, 5010ms)).empty());
  CHECK(spell(x.tick(5015ms)).empty());
  CHECK(spell(x.exited(3, exit_reason::normal, 5020ms))
        == "start:1 start:2 start:3");
}

TEST_CASE("supervisor: rest_for_one waits for the failed child's delay") {
  auto x = make(2, {.strategy = strategy::rest_for_one});
  x.start(0ms);
  CHECK(spell(x.exited(0, crashed, 10ms)) == "terminate:1");
  CHECK(spell(x.exited(1, exit_reason::normal, 20ms)).empty());
  CHECK(x.deadline() == instant{110});
  CHECK(spell(x.tick(110ms)) == "start:0 start:1");
}

TEST_CASE("supervisor: a child that will not end is killed") {
  auto x = make(2);
  x.start(0ms);
  x.stop(1000ms);
  CHECK(x.deadline() == instant{3000});
  CHECK(spell(x.tick(2999ms)).empty());
  CHECK(spell(x.tick(3000ms)) == "kill:1");
  CHECK(spell(x.exited(1, crashed, 3001ms)) == "terminate:0");
  CHECK(x.deadline() == instant{5000});
  CHECK(spell(x.tick(5000ms)) == "kill:0");
  CHECK(spell(x.exited(0, crashed, 5001ms)) == "stopped");
}

TEST_CASE("supervisor: stopping as a whole is bounded") {
  auto x = make(5);
  x.start(0ms);
  x.stop(0ms);
  x.tick(2000ms);
  x.exited(4, crashed, 2000ms);
  CHECK(spell(x.tick(4000ms)) == "kill:0 kill:1 kill:2 kill:3");
  CHECK_FALSE(x.deadline());
}

TEST_CASE("supervisor: nothing is restarted once it stops") {
  auto x = make(2);
  x.start(0ms);
  x.exited(0, crashed, 10ms);
  CHECK(spell(x.stop(20ms)) == "terminate:1");
  CHECK(spell(x.tick(5ms + 1000ms)).empty());
  CHECK(spell(x.exited(1, crashed, 1500ms)) == "stopped");
  CHECK(spell(x.stop(1600ms)).empty());
  CHECK_FALSE(x.deadline());
}
