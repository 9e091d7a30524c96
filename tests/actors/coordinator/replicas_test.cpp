#include "actors/coordinator/replicas.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::coordinator;
using namespace std::chrono_literals;

namespace {

const auto alice = actor_address{"alice", "worker"};
const auto bob = actor_address{"bob", "worker"};

struct replicas_fixture {
  replicas workers{{{alice, "model", {0, 3}}, {bob, "model", {3, 3}}}};

  [[nodiscard]] const replicas::entry& entry() const {
    return workers.all().front();
  }
};

} // namespace

TEST_CASE_METHOD(replicas_fixture,
                 "replicas: suspicion grows with each strike, to a "
                 "bound",
                 "[coordinator]") {
  auto now = instant{0s};
  for (auto span : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    workers.suspect(alice, now);
    CHECK(entry().suspected_until == now + span);
    now = entry().suspected_until;
  }
}

TEST_CASE_METHOD(replicas_fixture,
                 "replicas: one fault that many notice counts once",
                 "[coordinator]") {
  workers.suspect(alice, 0s);
  workers.suspect(alice, 10ms);
  CHECK(entry().strikes == 1);
}

TEST_CASE_METHOD(replicas_fixture,
                 "replicas: who does well again starts afresh",
                 "[coordinator]") {
  workers.suspect(alice, 0s);
  workers.trust(alice, 500ms); // too early to tell
  CHECK(entry().strikes == 1);
  workers.trust(alice, 2s);
  CHECK(entry().strikes == 0);
}

TEST_CASE_METHOD(replicas_fixture,
                 "replicas: a node that comes back is trusted",
                 "[coordinator]") {
  workers.node_up("alice");
  workers.suspect(alice, 0s);
  workers.suspect_link(alice, bob, 0s);
  workers.node_up("alice"); // no news
  CHECK(entry().is_suspected(1ms));
  workers.node_down("alice");
  CHECK_FALSE(workers.is_up(alice));
  workers.node_up("alice");
  CHECK(workers.is_up(alice));
  CHECK_FALSE(entry().is_suspected(1ms));
  CHECK_FALSE(workers.is_link_suspected(alice, bob, 1ms));
}

TEST_CASE_METHOD(replicas_fixture,
                 "replicas: a link is suspected in its direction, for "
                 "a while",
                 "[coordinator]") {
  workers.suspect_link(alice, bob, 0s);
  CHECK(workers.is_link_suspected(alice, bob, 1s));
  CHECK_FALSE(workers.is_link_suspected(bob, alice, 1s));
  CHECK_FALSE(workers.is_link_suspected(alice, bob, 31s));
}

TEST_CASE_METHOD(replicas_fixture, "replicas: strangers are nobody",
                 "[coordinator]") {
  auto carol = actor_address{"carol", "worker"};
  workers.suspect(carol, 0s);
  workers.trust(carol, 0s);
  workers.session_opened(carol);
  workers.session_closed(carol);
  CHECK_FALSE(workers.is_up(carol));
}
