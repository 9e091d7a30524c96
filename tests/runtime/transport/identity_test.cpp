#include "runtime/transport/envelope.hpp"
#include "schemas/decode.hpp"
#include "tests/runtime/transport/processes.hpp"

#include <catch2/catch.hpp>
#include <zmq.hpp>

// Who may connect, and as whom.

using namespace synod;
using namespace synod::test;

namespace {

/// A network of a and b; c's key is no member's, and d's is, as d.
struct identity_fixture {
  transport_options options_of(const crypto::curve_keys& keys) const {
    auto result = transport_options{};
    result.keys = keys;
    result.members = {{keys_of_a.public_key, "a"},
                      {keys_of_b.public_key, "b"},
                      {keys_of_d.public_key, "d"}};
    result.silence_max = 600s;
    return result;
  }

  /// What b's ROUTER answers to a ping from a client that has `keys`, or
  /// nothing.
  bool is_heard(zmq::socket_t& socket) {
    auto bytes = std::string{};
    encode(envelope{.kind = envelope::ping, .call = 1, .actor = "a"}, bytes);
    socket.send(zmq::buffer(bytes));
    auto frame = zmq::message_t{};
    return socket.recv(frame).has_value();
  }

  zmq::socket_t
  client(const crypto::curve_keys* keys, std::string_view routing_id) {
    auto socket = zmq::socket_t{context, zmq::socket_type::dealer};
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, 300);
    socket.set(zmq::sockopt::routing_id, routing_id);
    if (keys != nullptr) {
      socket.set(zmq::sockopt::curve_serverkey, keys_of_b.public_key);
      socket.set(zmq::sockopt::curve_publickey, keys->public_key);
      socket.set(zmq::sockopt::curve_secretkey, keys->secret_key);
    }
    socket.connect(b.net->endpoint());
    return socket;
  }

  crypto::curve_keys keys_of_a = crypto::make_curve_keys();
  crypto::curve_keys keys_of_b = crypto::make_curve_keys();
  crypto::curve_keys keys_of_c = crypto::make_curve_keys();
  crypto::curve_keys keys_of_d = crypto::make_curve_keys();
  process b{"b", options_of(keys_of_b)};
  zmq::context_t context;
};

} // namespace

TEST_CASE_METHOD(identity_fixture, "identity: a node is whom its key proves",
                 "[transport][curve]") {
  // It calls itself otherwise, in vain.
  auto a = process{"somebody", options_of(keys_of_a)};
  b.serve();
  a.net->connect("b", b.net->endpoint(), keys_of_b.public_key);
  auto remote = eventually([&] {
    return a.net->resolve<echo_actor>({"b", "echo"});
  });
  REQUIRE(remote);
  auto self = caf::scoped_actor{a.system};
  REQUIRE(ask<session_opened>(self, *remote, open(alice)));
  CHECK(*b.asked_by == "a");
}

TEST_CASE_METHOD(identity_fixture, "identity: an unknown key is refused",
                 "[transport][curve]") {
  auto member = client(&keys_of_a, "a");
  CHECK(is_heard(member));
  auto stranger = client(&keys_of_c, "c");
  CHECK_FALSE(is_heard(stranger));
}

TEST_CASE_METHOD(identity_fixture, "identity: plain text is refused",
                 "[transport][curve]") {
  auto plain = client(nullptr, "plain");
  CHECK_FALSE(is_heard(plain));
}

TEST_CASE_METHOD(identity_fixture, "identity: a wrong server key is refused",
                 "[transport][curve]") {
  auto a = process{"a", options_of(keys_of_a)};
  b.serve();
  a.net->connect("b", b.net->endpoint(), keys_of_d.public_key);
  std::this_thread::sleep_for(500ms);
  CHECK_FALSE(a.net->is_up("b"));
  CHECK(a.net->resolve<echo_actor>({"b", "echo"}).error() == errc::node_down);
  // The right one is accepted at the same address.
  CHECK(a.net->connect("b", b.net->endpoint(), keys_of_b.public_key)
        == caf::none);
  CHECK(eventually([&] { return a.net->is_up("b"); }));
  CHECK(a.net->connect("b", b.net->endpoint(), "short")
        == errc::invalid_argument);
}

TEST_CASE_METHOD(identity_fixture,
                 "identity: a routing id cannot be taken over",
                 "[transport][curve]") {
  // ZeroMQ gives a routing id to whoever comes first; the session of a, which
  // had it, is kept here until long after the test.
  auto heard = [this](const crypto::curve_keys& keys) {
    auto socket = client(&keys, "chosen");
    return is_heard(socket);
  };
  REQUIRE(heard(keys_of_a));
  CHECK_FALSE(heard(keys_of_d));
  CHECK_FALSE(heard(keys_of_d));
  CHECK(eventually([&] { return heard(keys_of_a); }));
}
