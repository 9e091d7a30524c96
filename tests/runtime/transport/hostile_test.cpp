#include "runtime/transport/envelope.hpp"
#include "schemas/decode.hpp"
#include "tests/runtime/transport/processes.hpp"

#include <catch2/catch.hpp>
#include <zmq.hpp>

#include <random>

// Bytes that no transport of ours would send.

using namespace synod;
using namespace synod::test;

namespace {

struct hostile_fixture : pair_of_processes {
  hostile_fixture() {
    enemy.set(zmq::sockopt::linger, 0);
    enemy.set(zmq::sockopt::rcvtimeo, 10'000);
    enemy.connect(b->net->endpoint());
    good = open_session_call();
  }

  envelope talk(const envelope& head, std::string_view body = {}) {
    auto bytes = std::string{};
    encode(head, bytes);
    bytes += body;
    enemy.send(zmq::buffer(bytes));
    auto frame = zmq::message_t{};
    REQUIRE(enemy.recv(frame));
    auto text = frame.to_string_view();
    auto answer = envelope{};
    REQUIRE(decode(text, answer));
    return answer;
  }

  errc refusal(const envelope& head, std::string_view body) {
    auto answer = talk(head, body);
    REQUIRE(answer.kind == envelope::refuse);
    REQUIRE(answer.call == head.call);
    return errc{answer.code};
  }

  envelope open_session_call() {
    auto pong = talk({.kind = envelope::ping, .call = 9, .actor = "enemy"});
    REQUIRE(pong.kind == envelope::pong);
    return {.kind = envelope::ask,
            .incarnation = pong.incarnation,
            .call = 1,
            .actor = "echo",
            .type = caf::type_id<close_session>::value};
  }

  template <class F>
  envelope with(F change) {
    auto x = good;
    change(x);
    return x;
  }

  zmq::context_t context;
  zmq::socket_t enemy{context, zmq::socket_type::dealer};
  envelope good;
  std::string body{"\x94\x07\x00\x00\x00", 5};
};

} // namespace

TEST_CASE_METHOD(hostile_fixture,
                 "hostile: what is not right is refused by name",
                 "[transport]") {
  CHECK(refusal(good, "\x91\x07") == errc::malformed_message);
  CHECK(refusal(good, "\xdd\xff\xff\xff\xff") == errc::malformed_message);
  CHECK(refusal(good, body + '\xc0') == errc::malformed_message);
  CHECK(refusal(with([](auto& x) { x.type = 9999; }), body)
        == errc::unknown_message);
  CHECK(refusal(with([](auto& x) { x.type = caf::type_id<get_status>::value; }),
                "\x90")
        == errc::unknown_message);
  CHECK(refusal(with([](auto& x) { x.actor = "nobody"; }), body)
        == errc::unknown_actor);
  CHECK(refusal(with([](auto& x) { x.incarnation = 3; }), body)
        == errc::node_down);
  CHECK(refusal(with([](auto& x) { x.call = 0; }), body)
        == errc::malformed_message);
  CHECK(refusal(with([](auto& x) { x.call = ~std::uint64_t{0}; }), body)
        == errc::malformed_message);
  CHECK(talk(good, body).kind == envelope::reply);
}

TEST_CASE_METHOD(hostile_fixture, "hostile: garbage disturbs nobody",
                 "[transport]") {
  auto random = std::mt19937{7};
  for (auto i = 0; i < 20'000; ++i) {
    auto parts = std::vector<std::string>(random() % 4 + 1);
    for (auto& x : parts)
      for (auto n = random() % 40; n > 0; --n)
        x += static_cast<char>(random());
    if (i % 2 == 0) {
      parts[0].clear();
      encode(with([i](auto& x) { x.call = i + 2; }), parts[0]);
      parts[0] += body;
      parts[0][random() % parts[0].size()] ^= 1 << random() % 8;
    }
    for (auto& x : parts)
      enemy.send(zmq::buffer(x), &x == &parts.back()
                                   ? zmq::send_flags::none
                                   : zmq::send_flags::sndmore);
  }
  CHECK(open_error(bob) == caf::none);
}
