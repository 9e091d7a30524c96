#include "tests/runtime/transport/child_process.hpp"

#include <catch2/catch.hpp>

// Connections that carry nothing, whose heartbeats come seldom.

using namespace synod;
using namespace synod::test;

namespace {

transport_options resting_soon(unsigned factor) {
  auto result = transport_options{};
  result.silence_max = 300ms;
  result.rest_after = 50ms;
  result.rest_factor = factor;
  return result;
}

std::uint64_t sent_by(const process& x) {
  auto links = x.net->links();
  REQUIRE(links.size() == 1);
  return links[0].messages_sent;
}

/// How many messages a process sends meanwhile.
std::uint64_t sent_within(const process& x, std::chrono::milliseconds time) {
  auto before = sent_by(x);
  std::this_thread::sleep_for(time);
  return sent_by(x) - before;
}

} // namespace

TEST_CASE("rest: a connection that carries nothing pings seldom and lasts",
          "[transport]") {
  auto both = pair_of_processes{resting_soon(50), resting_soon(50)};
  both.self->monitor(both.remote);
  REQUIRE(eventually([&] { return sent_within(both.a, 400ms) <= 1; }));
  CHECK(sent_within(both.a, 2s) <= 4); // 100 in use
  auto is_down = false;
  both.self->receive([&](caf::down_msg&) { is_down = true; },
                     caf::after(0s) >> [] {});
  CHECK(!is_down);
  CHECK(ask<session_opened>(both.self, both.remote, open(alice)));
}

TEST_CASE("rest: a connection that is asked something is watched again",
          "[transport]") {
  auto b = child_process{};
  auto a = process{"a", resting_soon(1'000'000)};
  REQUIRE(a.net->connect("b", b.endpoint()) == caf::none);
  auto resolve = [&] { return a.net->resolve<echo_actor>({"b", "echo"}); };
  auto remote = *eventually(resolve);
  REQUIRE(eventually([&] { return sent_within(a, 400ms) == 0; }));
  b.kill(SIGSTOP);
  std::this_thread::sleep_for(1s);
  CHECK(a.net->is_up("b"));
  auto self = caf::scoped_actor{a.system};
  auto late = ask<session_opened>(self, remote, open(bob), 20s);
  CHECK(late.error() == errc::node_down);
  CHECK(!a.net->is_up("b"));
}

TEST_CASE("rest: a connection to a node that asks us is watched",
          "[transport]") {
  auto options = resting_soon(1'000'000);
  options.rest_after = 800ms; // longer than the silence that is borne
  auto a = process{"a", options};
  a.serve();
  auto b = child_process{a.net->endpoint()};
  REQUIRE(a.net->connect("b", b.endpoint()) == caf::none);
  REQUIRE(eventually([&] { return a.net->is_up("b"); }));
  std::this_thread::sleep_for(2s); // it would rest by now
  b.kill(SIGSTOP);
  CHECK(eventually([&] { return !a.net->is_up("b"); }));
}

TEST_CASE("rest: a connection that has fallen silent does not begin to rest",
          "[transport]") {
  auto b = child_process{};
  auto options = resting_soon(1'000'000);
  options.silence_max = 1'500ms;
  options.rest_after = 1s;
  auto a = process{"a", options};
  REQUIRE(a.net->connect("b", b.endpoint()) == caf::none);
  auto resolve = [&] { return a.net->resolve<echo_actor>({"b", "echo"}); };
  auto remote = *eventually(resolve);
  auto self = caf::scoped_actor{a.system};
  REQUIRE(ask<session_opened>(self, remote, open(alice)));
  b.kill(SIGSTOP);
  CHECK(eventually([&] { return !a.net->is_up("b"); }));
}

TEST_CASE("rest: a connection that was never asked anything does not rest yet",
          "[transport]") {
  auto b = child_process{};
  auto options = resting_soon(1'000'000);
  options.rest_after = 600s;
  auto a = process{"a", options};
  REQUIRE(a.net->connect("b", b.endpoint()) == caf::none);
  REQUIRE(eventually([&] { return a.net->is_up("b"); }));
  b.kill(SIGSTOP);
  CHECK(eventually([&] { return !a.net->is_up("b"); }));
}
