#include "actors/node/node.hpp"

#include "tests/support/deterministic_system.hpp"

#include <caf/typed_response_promise.hpp>
#include <catch2/catch.hpp>
#include <unistd.h>

using namespace synod;
using namespace std::chrono_literals;

namespace {

status_actor::behavior_type answering(status_actor::pointer, int sessions) {
  return {
    [sessions](const get_status&) {
      return actor_status{
        "shard_worker", "shard_worker", {}, {{"sessions_open", sessions}}};
    },
  };
}

status_actor::behavior_type hanging(status_actor::pointer self, int) {
  return {
    [self](const get_status&) -> caf::result<actor_status> {
      return self->make_response_promise<actor_status>();
    },
  };
}

struct node_fixture : test::deterministic_system {
  status_actor worker = system().spawn(answering, 3);
  status_actor stuck = system().spawn(hanging, 0);

  node_actor start(std::vector<watched_actor> actors) {
    auto options = node_options{
      "alice", 7, std::move(actors), [] {
        return std::vector<link_status>{{"bob", true, 1, 2, 3, 4}};
      }};
    return system().spawn(node, std::move(options));
  }

  void finish(const node_actor& x) {
    end(x);
    end(worker);
    end(stuck);
  }
};

} // namespace

TEST_CASE_METHOD(node_fixture,
                 "node: tells of itself, its actors and its links") {
  auto alice = start({{"shard_worker", "shard_worker", worker}});
  auto status = ask<node_status>(alice, get_node_status{});
  REQUIRE(status);
  CHECK(status->node == "alice");
  CHECK(status->incarnation == 7);
  CHECK(status->pid == static_cast<std::uint64_t>(::getpid()));
  REQUIRE(status->actors.size() == 1);
  CHECK(status->actors[0].gauges[0].value == 3);
  REQUIRE(status->links.size() == 1);
  CHECK(status->links[0].node == "bob");
  finish(alice);
}

TEST_CASE_METHOD(node_fixture,
                 "node: an actor that does not answer is listed so") {
  auto alice = start({{"coordinator", "coordinator", stuck},
                      {"shard_worker", "shard_worker", worker}});
  auto pending = self()->request(alice, caf::infinite, get_node_status{});
  advance(1ms); // the node has asked
  advance(1s);
  auto status = caf::expected<node_status>{caf::sec::unexpected_response};
  pending.receive([&](node_status& x) { status = std::move(x); },
                  [&](caf::error& x) { status = std::move(x); });
  REQUIRE(status);
  REQUIRE(status->actors.size() == 2);
  CHECK(status->actors[0].role == "coordinator");
  CHECK(status->actors[0].labels[0].value == "silent");
  CHECK(status->actors[1].gauges[0].value == 3);
  finish(alice);
}

TEST_CASE_METHOD(node_fixture, "node: a node without actors answers as well") {
  auto alice = start({});
  auto status = ask<node_status>(alice, get_node_status{});
  REQUIRE(status);
  CHECK(status->actors.empty());
  finish(alice);
}
