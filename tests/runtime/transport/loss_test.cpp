#include "tests/runtime/transport/processes.hpp"

#include <caf/event_based_actor.hpp>
#include <catch2/catch.hpp>
#include <zmq.hpp>

#include <future>
#include <mutex>

// What an asker sees of actors that end and nodes that are lost.

using namespace synod;
using namespace synod::test;

namespace {

struct loss_fixture : pair_of_processes {
  /// @returns why `remote` went down; none if it does not.
  caf::error reason_of(caf::scoped_actor& watcher) {
    auto reason = caf::error{};
    watcher->receive([&](caf::down_msg& x) { reason = x.reason; },
                     caf::after(10s) >> [] {});
    return reason;
  }
};

} // namespace

TEST_CASE_METHOD(loss_fixture, "loss: an actor's end is seen", "[transport]") {
  auto watcher = caf::scoped_actor{a.system};
  watcher->monitor(remote);
  auto last = ask<run_step>(step(2, floats(2)));
  CHECK(reason_of(watcher) == errc::overloaded);
  CHECK(open_error(alice) == errc::actor_failed);
  auto gone = eventually([&] {
    auto again = resolve();
    remote = *again;
    return open_error(bob) == errc::unknown_actor;
  });
  CHECK(gone);
  // The name is free, and its next owner is another actor.
  auto old = remote;
  b->serve();
  auto back = eventually([&] {
    remote = *resolve();
    return open_error(bob) == caf::none;
  });
  CHECK(back);
  remote = old;
  CHECK(open_error(alice) == errc::unknown_actor);
}

TEST_CASE_METHOD(loss_fixture, "loss: a lost node answers at once",
                 "[transport]") {
  auto watcher = caf::scoped_actor{a.system};
  watcher->monitor(remote);
  auto held = std::make_shared<std::promise<caf::error>>();
  a.system.spawn(
    [=, this](caf::event_based_actor* me, int) {
      me->request(remote, caf::infinite, step(1))
        .then([](const run_step&) {},
              [=](caf::error& err) { held->set_value(err); });
    },
    0);
  REQUIRE(open_error(alice) == caf::none); // so the step is under way
  b.reset();
  auto result = held->get_future();
  REQUIRE(result.wait_for(10s) == std::future_status::ready);
  CHECK(result.get() == errc::node_down);
  CHECK(reason_of(watcher) == errc::node_down);
  CHECK(open_error(alice) == errc::node_down);
  CHECK(resolve().error() == errc::node_down);
  CHECK_FALSE(a.net->is_up("b"));
}

TEST_CASE_METHOD(loss_fixture, "loss: a node that restarts is found again",
                 "[transport]") {
  auto old = remote;
  auto endpoint = b->net->endpoint();
  auto incarnation = b->net->incarnation();
  b.reset();
  auto options = transport_options{};
  options.endpoint = endpoint;
  b.emplace("b", options);
  b->serve();
  CHECK(b->net->incarnation() != incarnation);
  auto found = eventually([&] {
    auto again = resolve();
    return again && *again != old ? again : caf::make_error(errc::node_down);
  });
  REQUIRE(found);
  CHECK(open_error(alice) == errc::node_down);
  remote = *found;
  CHECK(open_error(alice) == caf::none);
}

TEST_CASE_METHOD(loss_fixture, "loss: a node is found at a new address",
                 "[transport]") {
  auto old = remote;
  auto moved = process{"b"};
  moved.serve();
  b.reset();
  CHECK(a.net->connect("b", moved.net->endpoint()) == caf::none);
  auto found = eventually([&] {
    auto again = resolve();
    return again && *again != old ? again : caf::make_error(errc::node_down);
  });
  REQUIRE(found);
  remote = *found;
  CHECK(open_error(alice) == caf::none);
}

TEST_CASE_METHOD(loss_fixture, "loss: listeners are told of each change",
                 "[transport]") {
  auto mutex = std::make_shared<std::mutex>();
  auto told = std::make_shared<std::vector<std::pair<node_id, bool>>>();
  a.net->on_change([=](const node_id& node, bool up) {
    auto guard = std::lock_guard{*mutex};
    told->emplace_back(node, up);
  });
  auto seen = [=](std::size_t count) {
    return eventually([=] {
      auto guard = std::lock_guard{*mutex};
      return told->size() == count;
    });
  };
  REQUIRE(seen(1));
  auto endpoint = b->net->endpoint();
  b.reset();
  REQUIRE(seen(2));
  auto options = transport_options{};
  options.endpoint = endpoint;
  b.emplace("b", options);
  REQUIRE(seen(3));
  auto guard = std::lock_guard{*mutex};
  CHECK(*told
        == std::vector<std::pair<node_id, bool>>{
          {"b", true}, {"b", false}, {"b", true}});
}

TEST_CASE_METHOD(loss_fixture, "loss: a node says itself where it is now",
                 "[transport]") {
  b.reset();
  auto moved = process{"b"};
  moved.serve();
  CHECK(moved.net->connect("a", a.net->endpoint()) == caf::none);
  auto found = eventually([&] { return resolve(); });
  REQUIRE(found);
  remote = *found;
  CHECK(open_error(alice) == caf::none);
}

TEST_CASE("loss: a node is found where something else has answered",
          "[transport][curve]") {
  auto keys = crypto::make_curve_keys();
  auto options = transport_options{};
  options.keys = crypto::make_curve_keys();
  options.members = {{keys.public_key, "b"}};
  auto a = process{"a", options};
  options.members = {{options.keys.public_key, "a"}};
  options.keys = keys;
  {
    auto context = zmq::context_t{};
    auto web = zmq::socket_t{context, zmq::socket_type::stream};
    web.set(zmq::sockopt::linger, 0);
    web.set(zmq::sockopt::rcvtimeo, 10'000);
    web.set(zmq::sockopt::sndtimeo, 1'000);
    web.bind("tcp://127.0.0.1:*");
    options.endpoint = web.get(zmq::sockopt::last_endpoint);
    CHECK(a.net->connect("b", options.endpoint, keys.public_key) == caf::none);
    auto client = zmq::message_t{};
    REQUIRE(web.recv(client));
    REQUIRE(web.send(client, zmq::send_flags::sndmore));
    REQUIRE(web.send(zmq::str_buffer("HTTP/1.1 400 Bad Request\r\n\r\n")));
    std::this_thread::sleep_for(100ms);
  }
  auto b = process{"b", options};
  CHECK(eventually([&] { return a.net->is_up("b"); }));
}

TEST_CASE("loss: a node that has ended our session is lost", "[transport]") {
  // It takes every pause between two heartbeats for silence.
  auto forgetful = transport_options{};
  forgetful.silence_max = 1ms;
  auto lasting = transport_options{};
  lasting.silence_max = 600s;
  auto both = pair_of_processes{lasting, forgetful};
  auto reason = caf::error{};
  both.self->monitor(both.remote);
  both.self->receive([&](caf::down_msg& x) { reason = x.reason; },
                     caf::after(10s) >> [] {});
  CHECK(reason == errc::node_down);
  CHECK(eventually([&] { return both.resolve(); }));
}

// A connection ends while its socket reports what happens to it, and libzmq
// reports on the thread that all connections need.
TEST_CASE("loss: a node that moves all the time is found in the end",
          "[transport]") {
  constexpr auto moves = 2000;
  auto here = process{"b"};
  auto there = process{"b"};
  auto a = process{"a"};
  for (auto i = 0; i < moves; ++i) {
    auto& now = i % 2 == 0 ? here : there;
    REQUIRE(a.net->connect("b", now.net->endpoint()) == caf::none);
    std::this_thread::sleep_for(std::chrono::microseconds{i % 50 * 20});
  }
  CHECK(eventually([&] { return a.net->is_up("b"); }));
}
