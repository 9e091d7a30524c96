#include "tests/runtime/transport/child_process.hpp"

#include <catch2/catch.hpp>

// Nodes that are killed, and nodes that stop without closing a socket.

using namespace synod;
using namespace synod::test;

TEST_CASE("child", "[.]") {
  auto b = process{"b"};
  b.serve();
  auto line = b.net->endpoint() + '\n';
  REQUIRE(write(child_process::said_on, line.data(), line.size()) > 0);
  ::close(child_process::said_on);
  auto asked = std::string{std::getenv(child_process::asks)};
  if (asked.empty())
    pause();
  REQUIRE(b.net->connect("a", asked) == caf::none);
  auto remote = *eventually([&] {
    return b.net->resolve<echo_actor>({"a", "echo"});
  });
  for (auto self = caf::scoped_actor{b.system};;
       std::this_thread::sleep_for(10ms))
    ask<session_opened>(self, remote, open(alice));
}

namespace {

/// Node a, which has a handle to the actor of a child process.
struct silence_fixture {
  silence_fixture() {
    auto connected = a.net->connect("b", b.endpoint());
    REQUIRE(connected == caf::none);
    remote = *eventually([this] { return resolve(); });
    self->monitor(remote);
    REQUIRE(ask<session_opened>(self, remote, open(alice)));
  }

  caf::expected<echo_actor> resolve() {
    return a.net->resolve<echo_actor>({"b", "echo"});
  }

  /// Waits for the end of `remote`.
  caf::error down_reason() {
    auto reason = caf::error{};
    self->receive([&](caf::down_msg& x) { reason = x.reason; },
                  caf::after(20s) >> [] {});
    return reason;
  }

  child_process b;
  process a{"a"};
  caf::scoped_actor self{a.system};
  echo_actor remote;
};

} // namespace

TEST_CASE_METHOD(silence_fixture, "silence: a killed node is seen to be down",
                 "[transport]") {
  b.kill(SIGKILL);
  CHECK(down_reason() == errc::node_down);
  CHECK(ask<session_opened>(self, remote, open(bob)).error()
        == errc::node_down);
}

TEST_CASE_METHOD(silence_fixture, "silence: a stopped node is seen to be down",
                 "[transport]") {
  b.kill(SIGSTOP);
  auto late = ask<session_opened>(self, remote, open(bob), 20s);
  CHECK(late.error() == errc::node_down);
  CHECK(down_reason() == errc::node_down);
  CHECK(resolve().error() == errc::node_down);
}

TEST_CASE_METHOD(silence_fixture,
                 "silence: a node that wakes up is found again",
                 "[transport]") {
  auto old = remote;
  b.kill(SIGSTOP);
  REQUIRE(down_reason() == errc::node_down);
  b.kill(SIGCONT);
  remote = *eventually([this] { return resolve(); });
  CHECK(remote != old);
  CHECK(ask<session_opened>(self, old, open(bob)).error() == errc::node_down);
  // It is the same incarnation, which has kept its sessions.
  CHECK(ask<session_opened>(self, remote, open(alice)).error()
        == errc::session_exists);
}
