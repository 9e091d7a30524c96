// Admission, retrieval and deadlines of a coordinator's core, fed by hand. How
// generations go on is shown by the simulator (`tests/sim`).

#include "actors/coordinator/requests.hpp"

#include "tests/support/vocabularies.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace synod;
using namespace synod::coordinator;
using namespace std::chrono_literals;

namespace {

coordinator_settings settings() {
  auto result = coordinator_settings{};
  result.self = {"front", "coordinator"};
  auto words = test::words_of(test::byte_level_file());
  auto chat = model::chat_template::from_text(
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}",
    "", "<|end|>");
  result.models = {{"reader", 2, 256, words, chat}};
  result.workers = {{{"w", "worker"}, "reader", {0, 2}}};
  result.agents = {{{"lib", "a"}, "health", "h"}, {{"lib", "b"}, "law", "l"}};
  result.requests_max = 2;
  return result;
}

start_request chat(std::uint8_t number) {
  auto call = start_request{};
  auto bytes = request_id::bytes_type{};
  bytes[0] = number;
  call.request = request_id{bytes};
  call.asker = {"desk", "asker"};
  call.model = "reader";
  call.messages = {{"user", "When?"}};
  return call;
}

struct requests_fixture {
  requests core{settings(), [this] { return ++luck; }};
  std::uint64_t luck = 0;
  std::vector<ask> asks;

  requests_fixture() {
    core.node_up("w", 0s);
  }

  std::string start(const start_request& call, instant now = 0s) {
    auto result = core.start(call, "desk", now);
    take();
    auto* why = std::get_if<errc>(&result);
    return why ? to_string(*why) : "started";
  }

  void take() {
    for (auto& x : core.take_asks())
      asks.push_back(std::move(x));
  }

  template <class Question>
  std::vector<ask> asked() const {
    auto result = std::vector<ask>{};
    std::ranges::copy_if(asks, std::back_inserter(result), [](auto& x) {
      return std::holds_alternative<Question>(x.what);
    });
    return result;
  }

  void answer(const ask& x, const coordinator::answer& what, instant now) {
    core.answered(x.id, what, now);
    take();
  }

  void tick(instant now) {
    core.tick(now);
    take();
  }

  // The error of the last request that ended; -1 if none has.
  int ended() const {
    auto all = asked<request_finished>();
    return all.empty() ? -1 : std::get<request_finished>(all.back().what).error;
  }
};

} // namespace

TEST_CASE_METHOD(requests_fixture, "requests: every refusal names its reason",
                 "[coordinator]") {
  auto call = chat(1);
  call.asker.node = "another";
  CHECK(start(call) == "invalid_argument");
  call = chat(1);
  call.model = "writer";
  CHECK(start(call) == "unknown_model");
  call = chat(1);
  call.domain = "astrology";
  CHECK(start(call) == "unknown_domain");
  call = chat(1);
  call.messages[0].content = std::string(300, 'x');
  CHECK(start(call) == "context_length_exceeded");
  call = chat(1);
  call.sample.top_p = 0;
  CHECK(start(call) == "invalid_argument");
  call = chat(1);
  call.sample.temperature = NAN;
  CHECK(start(call) == "invalid_argument");
  call = chat(1);
  call.stop = {""};
  CHECK(start(call) == "invalid_argument");
  call = chat(1);
  call.messages = {{"system", "No question."}};
  CHECK(start(call) == "invalid_argument");
  CHECK(asks.empty());
  CHECK(core.open() == 0);

  CHECK(start(chat(1)) == "started");
  CHECK(start(chat(1)) == "request_exists");
  CHECK(start(chat(2)) == "started");
  CHECK(start(chat(3)) == "overloaded");
}

TEST_CASE_METHOD(requests_fixture,
                 "requests: without a domain every agent is asked",
                 "[coordinator]") {
  CHECK(start(chat(1)) == "started");
  CHECK(asked<find_passages>().size() == 2);
  CHECK(asked<open_session>().empty());
}

TEST_CASE_METHOD(requests_fixture,
                 "requests: a named domain asks its agents, none asks "
                 "nobody",
                 "[coordinator]") {
  auto call = chat(1);
  call.domain = "law";
  CHECK(start(call) == "started");
  REQUIRE(asked<find_passages>().size() == 1);
  CHECK(asked<find_passages>()[0].to.actor == "b");
  call = chat(2);
  call.domain = "none";
  CHECK(start(call) == "started");
  CHECK(asked<find_passages>().size() == 1);
  CHECK(asked<open_session>().size() == 1);
}

TEST_CASE_METHOD(requests_fixture,
                 "requests: an agent that is late or down has no say",
                 "[coordinator]") {
  CHECK(start(chat(1)) == "started");
  auto agents = asked<find_passages>();
  answer(agents[0],
         passages_found{"h", "health", 1, {{{"p", "", "At 8:15."}, 100}}}, 1ms);
  CHECK(asked<open_session>().empty());
  SECTION("late") {
    REQUIRE(core.wake_at());
    tick(300ms);
    CHECK(asked<open_session>().size() == 1);
    // What it says now changes nothing.
    answer(agents[1], passages_found{"l", "law", 1, {}}, 301ms);
    CHECK(asked<open_session>().size() == 1);
  }
  SECTION("down") {
    answer(agents[1], errc::node_down, 2ms);
    CHECK(asked<open_session>().size() == 1);
  }
}

TEST_CASE_METHOD(requests_fixture,
                 "requests: one that is over while agents search begins "
                 "nothing",
                 "[coordinator]") {
  CHECK(start(chat(1)) == "started");
  auto agents = asked<find_passages>();
  CHECK_FALSE(core.cancel({chat(1).request}, "desk", 1ms));
  take();
  for (auto& x : agents)
    answer(x, passages_found{"h", "health", 1, {}}, 2ms);
  CHECK(asked<open_session>().empty());
}

TEST_CASE_METHOD(requests_fixture,
                 "requests: the deadline ends a request wherever it "
                 "is",
                 "[coordinator]") {
  auto call = chat(1);
  call.deadline_ms = 200;
  CHECK(start(call) == "started");
  SECTION("at the agents") {
  }
  SECTION("at the workers") {
    for (auto& x : asked<find_passages>())
      answer(x, errc::node_down, 1ms);
    CHECK(asked<open_session>().size() == 1);
  }
  SECTION("without workers") {
    core.node_down("w", 0s);
    for (auto& x : asked<find_passages>())
      answer(x, errc::node_down, 1ms);
  }
  CHECK(ended() == -1);
  tick(200ms);
  CHECK(errc{static_cast<std::uint8_t>(ended())} == errc::timed_out);
  CHECK(core.open() == 1); // until its asker knows
  answer(asked<request_finished>()[0], accepted{}, 201ms);
  CHECK(core.open() == 0);
  CHECK(asked<open_session>().size() == asked<close_session>().size());
}

TEST_CASE_METHOD(requests_fixture,
                 "requests: an asker that is gone ends its request",
                 "[coordinator]") {
  auto call = chat(1);
  call.domain = "none";
  CHECK(start(call) == "started");
  auto open = asked<open_session>()[0];
  auto session = std::get<open_session>(open.what).session;
  answer(open, session_opened{session, 1, 0, 0}, 1ms);
  auto prompt = static_cast<std::uint32_t>(
    core.find(call.request)->text()->tokens().size());
  CHECK(core.token({session, 1, prompt - 1, 65}, "w", 2ms) == std::nullopt);
  take();
  answer(asked<text_delta>()[0], errc::unknown_request, 3ms);
  CHECK(core.open() == 0);
  CHECK(asked<close_session>().size() == 1);
}

TEST_CASE_METHOD(requests_fixture,
                 "requests: tokens count once, in order, from the "
                 "last hop",
                 "[coordinator]") {
  auto call = chat(1);
  call.domain = "none";
  CHECK(start(call) == "started");
  auto open = asked<open_session>()[0];
  auto session = std::get<open_session>(open.what).session;
  CHECK(core.token({session, 1, 0, 65}, "w", 0s) == errc::stale_attempt);
  answer(open, session_opened{session, 1, 0, 0}, 1ms);
  auto* text = core.find(call.request)->text();
  auto next = static_cast<std::uint32_t>(text->tokens().size() - 1);

  CHECK(core.token({session_id{99}, 1, next, 65}, "w", 2ms)
        == errc::unknown_session);
  CHECK(core.token({session, 1, next, 65}, "x", 2ms) == errc::not_your_session);
  CHECK(core.token({session, 0, next, 65}, "w", 2ms) == errc::stale_attempt);
  CHECK(core.token({session, 1, next + 1, 65}, "w", 2ms) == errc::position_gap);
  CHECK(text->tokens().size() == next + 1);
  CHECK(core.token({session, 1, next, 65}, "w", 2ms) == std::nullopt);
  CHECK(core.token({session, 1, next, 65}, "w", 3ms) == std::nullopt);
  CHECK(text->tokens().size() == next + 2);
  CHECK(text->contradictions() == 0);
  // Another id for a position that is known: nobody honest says that.
  CHECK(core.token({session, 1, next, 66}, "w", 4ms) == std::nullopt);
  CHECK(text->tokens()[next + 1] == 65);
  CHECK(text->contradictions() == 1);
  CHECK(text->attempt() == 2);
}

TEST_CASE_METHOD(requests_fixture, "requests: leases are renewed, by worker",
                 "[coordinator]") {
  for (std::uint8_t i = 1; i <= 2; ++i) {
    auto call = chat(i);
    call.domain = "none";
    CHECK(start(call) == "started");
  }
  tick(3400ms);
  auto renewals = asked<renew_leases>();
  REQUIRE(renewals.size() == 1);
  CHECK(std::get<renew_leases>(renewals[0].what).sessions.size() == 2);
}
