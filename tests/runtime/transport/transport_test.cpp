#include "runtime/transport/transport.hpp"

#include "tests/runtime/transport/processes.hpp"

#include <caf/event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <future>

using namespace synod;
using namespace synod::test;

namespace {

struct transport_fixture : pair_of_processes {};

} // namespace

TEST_CASE_METHOD(transport_fixture, "remote: a request is answered",
                 "[transport]") {
  auto opened = ask<session_opened>(open(alice));
  REQUIRE(opened);
  CHECK(opened->session == alice);
  CHECK(open_error(alice) == errc::session_exists);
  for (auto size : {0u, 1u, 63u, 2048u, 1'000'003u}) {
    auto sent = floats(size);
    auto answer = ask<run_step>(step(0, sent));
    REQUIRE(answer);
    CHECK(equal(answer->activations, sent));
  }
}

TEST_CASE_METHOD(transport_fixture, "remote: a send arrives, in order",
                 "[transport]") {
  for (auto i = 0; i < 50; ++i) {
    REQUIRE(open_error(alice) == caf::none);
    self->send(remote, close(alice));
  }
  auto closed = false;
  self->request(remote, 10s, close(bob))
    .receive([&] { closed = true; }, [](caf::error&) {});
  CHECK(closed);
}

TEST_CASE_METHOD(transport_fixture, "remote: then() works in an actor",
                 "[transport]") {
  auto done = std::make_shared<std::promise<session_id>>();
  a.system.spawn(
    [=, this](caf::event_based_actor* me, int) {
      me->request(remote, 10s, open(bob)).then([=](const session_opened& x) {
        done->set_value(x.session);
      });
    },
    0);
  auto result = done->get_future();
  REQUIRE(result.wait_for(10s) == std::future_status::ready);
  CHECK(result.get() == bob);
}

TEST_CASE_METHOD(transport_fixture, "remote: delegation and links",
                 "[transport]") {
  auto front = a.system.spawn(
    [](echo_actor::pointer me, echo_actor to) -> echo_actor::behavior_type {
      me->link_to(to);
      return {[=](const open_session& x) { return me->delegate(to, x); },
              [=](const run_step& x) { return me->delegate(to, x); },
              [=](const close_session& x) { me->delegate(to, x); }};
    },
    remote);
  auto watcher = caf::scoped_actor{a.system};
  watcher->monitor(front);
  auto far = std::exchange(remote, front);
  CHECK(open_error(alice) == caf::none);
  CHECK(open_error(alice) == errc::session_exists);
  // An exit does not travel: no node may end another's actor.
  caf::anon_send_exit(far, caf::exit_reason::kill);
  CHECK(open_error(bob) == caf::none);
  remote = far;
  b.reset();
  auto reason = caf::error{};
  watcher->receive([&](caf::down_msg& x) { reason = x.reason; },
                   caf::after(10s) >> [] {});
  CHECK(reason == errc::node_down);
}

TEST_CASE_METHOD(transport_fixture, "remote: an address works anywhere",
                 "[transport]") {
  auto address = actor_address{"b", "echo"};
  auto here = b->net->resolve<echo_actor>(address);
  REQUIRE(here);
  CHECK(*here == b->actor);
  CHECK(resolve() == remote);
  CHECK(a.net->resolve<echo_actor>({"c", "echo"}).error() == errc::node_down);
  CHECK(b->net->resolve<echo_actor>({"b", "nobody"}).error()
        == errc::unknown_actor);
}

TEST_CASE_METHOD(transport_fixture, "remote: a narrower handle serves",
                 "[transport]") {
  using closer = caf::typed_actor<caf::reacts_to<close_session>>;
  auto far = a.net->resolve<closer>({"b", "echo"});
  auto near = b->net->resolve<closer>({"b", "echo"});
  REQUIRE(far);
  REQUIRE(near);
  REQUIRE(open_error(alice) == caf::none);
  auto closed = false;
  self->request(*far, 10s, close(alice))
    .receive([&] { closed = true; }, [](caf::error&) {});
  CHECK(closed);
  CHECK(open_error(alice) == caf::none);
}

TEST_CASE_METHOD(transport_fixture,
                 "remote: only what was published can be asked",
                 "[transport]") {
  using closer = caf::typed_actor<caf::reacts_to<close_session>>;
  b->net->publish("closer", caf::actor_cast<closer>(b->actor));
  auto far = a.net->resolve<echo_actor>({"b", "closer"});
  REQUIRE(far);
  remote = *far;
  CHECK(open_error(alice) == errc::unknown_message);
}

TEST_CASE_METHOD(transport_fixture, "remote: a sender is known by its node",
                 "[transport]") {
  REQUIRE(open_error(alice) == caf::none);
  CHECK(*b->asked_by == "a"); // in plain text, because it said so
  auto near = caf::scoped_actor{b->system};
  REQUIRE(test::ask<session_opened>(near, b->actor, open(bob)));
  CHECK(b->asked_by->empty());
}

TEST_CASE_METHOD(transport_fixture, "remote: links count what they carry",
                 "[transport]") {
  auto traffic_of = [](process& x, const node_id& node) {
    for (auto& link : x.net->links())
      if (link.node == node)
        return link;
    return link_status{};
  };
  auto before = traffic_of(a, "b");
  CHECK(before.up);
  REQUIRE(ask<run_step>(step(0, floats(100'000))));
  auto after = traffic_of(a, "b");
  CHECK(after.bytes_sent - before.bytes_sent > 400'000);
  CHECK(after.bytes_received - before.bytes_received > 400'000);
  CHECK(after.messages_sent > before.messages_sent);
  CHECK(after.messages_received > before.messages_received);
  CHECK(traffic_of(*b, "a").bytes_received > 400'000);
}

TEST_CASE_METHOD(transport_fixture, "remote: a bad endpoint is refused by name",
                 "[transport]") {
  CHECK(a.net->connect("c", "nonsense") == errc::invalid_argument);
  CHECK(a.net->connect("c", "127.0.0.1:1") == errc::invalid_argument);
  CHECK(a.net->resolve<echo_actor>({"c", "echo"}).error() == errc::node_down);
  CHECK(open_error(alice) == caf::none);
}
