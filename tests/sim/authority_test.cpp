// Who may do what to whom. A node that has a valid key but no part in a
// generation tries everything that the messages allow; each is refused by name
// and the generation does not notice.

#include "tests/sim/cluster.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::sim;
using namespace std::chrono_literals;

namespace {

class nobody : public process {
  void receive(const node_id&, const sim::message&, answer_to answer) override {
    answer(errc::unknown_message);
  }
};

struct authority_fixture {
  cluster net{{}};
  request_id id = net.ask(net.completion(48));
  session_id session;
  std::uint32_t attempt = 0;

  authority_fixture() {
    net.wires().start("intruder", std::make_shared<nobody>());
    net.run_for(200ms);
    id = net.ask(net.completion(200));
    REQUIRE(net.run_until([&] { return net.record(id).tokens.size() == 20; }));
    session = net.session(id);
    attempt = net.text(id)->attempt();
  }

  errc refusal_of(const actor_address& to, sim::message what) {
    auto got = std::optional<reply>{};
    net.wires().call("intruder", to, std::move(what), 1s,
                     [&got](const reply& x) { got = x; });
    REQUIRE(net.run_until([&] { return got.has_value(); }));
    auto* why = std::get_if<errc>(&*got);
    return why ? *why : errc::unspecified;
  }

  actor_address hop(std::size_t index) {
    return {net.runner(id, index), "worker"};
  }

  void goes_on_well() {
    REQUIRE(net.run_until([&] { return net.record(id).is_over(); }));
    CHECK(net.record(id).end->error == 0);
    CHECK(net.record(id).end->attempts == 1);
    CHECK(net.record(id).tokens.size() == 200);
  }

  const actor_address front{"front", "coordinator"};
};

} // namespace

TEST_CASE_METHOD(authority_fixture, "authority: a foreign step is refused",
                 "[sim]") {
  auto step = run_step{};
  step.session = session;
  step.attempt = attempt;
  step.position = 1;
  step.rows = 1;
  step.tokens = {7};
  CHECK(refusal_of(hop(0), step) == errc::not_your_session);
  CHECK(refusal_of(hop(0), resend_activations{session, attempt, 0, false})
        == errc::not_your_session);
  goes_on_well();
}

TEST_CASE_METHOD(authority_fixture, "authority: a foreign cancel is refused",
                 "[sim]") {
  CHECK(refusal_of(front, cancel_request{id}) == errc::not_your_session);
  CHECK(refusal_of(hop(1), close_session{session, attempt + 1})
        == errc::not_your_session);
  goes_on_well();
}

TEST_CASE_METHOD(authority_fixture, "authority: a foreign token is refused",
                 "[sim]") {
  auto position = static_cast<std::uint32_t>(net.text(id)->tokens().size() - 1);
  CHECK(refusal_of(front, token_sampled{session, attempt, position, 1})
        == errc::not_your_session);
  goes_on_well();
}

TEST_CASE_METHOD(authority_fixture,
                 "authority: a foreign accusation is refused", "[sim]") {
  auto reason = static_cast<std::uint8_t>(errc::node_down);
  CHECK(refusal_of(front, hop_failed{session, attempt, 1, 0, reason})
        == errc::not_your_session);
  CHECK(refusal_of(front, hop_failed{session, attempt, 99, 0, reason})
        == errc::invalid_argument);
  goes_on_well();
}

TEST_CASE_METHOD(authority_fixture, "authority: nobody has text sent to others",
                 "[sim]") {
  auto call = net.completion(5);
  call.asker = {"desk", "asker"};
  CHECK(refusal_of(front, call) == errc::invalid_argument);
  goes_on_well();
}
