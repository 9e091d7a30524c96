#include "actors/gateway/gateway.hpp"

#include "actors/gateway/json_body.hpp"
#include "tests/actors/gateway/scripted_network.hpp"

#include <caf/send.hpp>
#include <catch2/catch.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <deque>
#include <sstream>

using namespace synod;
using namespace synod::test;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;
using openai::json;

namespace {

const auto hello = std::vector<std::string>{"Hel", "", "lo"};

json body(const std::string& response) {
  return json::parse(body_of(response));
}

std::size_t count(const std::string& text, const std::string& what) {
  auto result = std::size_t{0};
  for (auto at = text.find(what); at != std::string::npos;
       at = text.find(what, at + 1))
    ++result;
  return result;
}

/// No request is open, no client connected: nothing was leaked.
void check_idle(scripted_network& x) {
  CHECK(eventually([&] { return x.gauge("requests_open") == 0; }));
  CHECK(eventually([&] { return x.gauge("connections") == 0; }));
}

} // namespace

TEST_CASE("gateway: a chat is answered with its citations and route",
          "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = hello});
  x.serve();
  auto response = x.exchange(chat(R"("seed":7,"domain":"finance")"));
  CHECK_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
  auto answer = body(response);
  CHECK(answer["choices"][0]["message"]["content"] == "Hello");
  CHECK(answer["choices"][0]["finish_reason"] == "stop");
  CHECK(answer["usage"]["total_tokens"] == 8);
  CHECK(answer["synod"]["seed"] == 7);
  CHECK(answer["synod"]["citations"][0]["passage"] == "p1");
  CHECK(answer["synod"]["route"][1]["first"] == 3);
  REQUIRE(x.record.started.size() == 1);
  auto& started = x.record.started[0];
  CHECK(started.asker == x.options.self);
  CHECK(started.messages[0].content == "What is the rate?");
  CHECK(started.domain == "finance");
  CHECK(started.deadline_ms == 60000);
  auto id = to_hex(started.request);
  CHECK_THAT(response, Contains("x-request-id: " + id + "\r\n"));
  CHECK(answer["id"] == "chatcmpl-" + id.substr(0, 32));
  check_idle(x);
}

TEST_CASE("gateway: a stream comes chunk by chunk and says it is done",
          "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = hello});
  x.serve();
  auto response = x.exchange(
    chat(R"("stream":true,"stream_options":{"include_usage":true})"));
  CHECK_THAT(response, Contains("Content-Type: text/event-stream"));
  auto events = body_of(response);
  CHECK(count(events, R"("delta":{"content":)") == 2);
  CHECK(count(events, R"("finish_reason":"stop")") == 1);
  CHECK(count(events, R"("choices":[],"usage":{"prompt_tokens":5)") == 1);
  CHECK(count(events, R"("seed":42)") == 1);
  CHECK(events.ends_with("data: [DONE]\n\n"));
  check_idle(x);
}

TEST_CASE("gateway: a client that leaves in mid-stream cancels its request",
          "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = {"a"}, .endless = true});
  x.serve();
  {
    auto client = raw_client{x.port()};
    client.send(chat(R"("stream":true)"));
    (void) client.read_until(R"("content":"a")");
    CHECK(x.gauge("requests_open") == 1);
  }
  CHECK(eventually([&] { return x.record.cancellations() == 1; }));
  check_idle(x);
}

TEST_CASE("gateway: a client that leaves while it waits cancels its request",
          "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = {"a"}, .ends = false});
  x.serve();
  auto client = raw_client{x.port()};
  client.send(chat());
  CHECK(eventually([&] { return x.gauge("requests_open") == 1; }));
  client.leave();
  CHECK(eventually([&] { return x.record.cancellations() == 1; }));
  check_idle(x);
}

TEST_CASE("gateway: a client that does not read cancels its request",
          "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = {std::string(16 << 10, 'x')}, .endless = true});
  x.serve();
  auto client = raw_client{x.port()};
  client.send(chat(R"("stream":true)"));
  CHECK(eventually([&] { return x.record.cancellations() == 1; }));
  check_idle(x);
}

TEST_CASE("gateway: refusals and failures have their own status", "[gateway]") {
  auto status_of = [](coordinator_script script) {
    auto x = scripted_network{};
    x.add_coordinator(std::move(script));
    x.serve();
    auto result = x.exchange(chat(R"("stream":true)"));
    check_idle(x);
    return result;
  };
  CHECK_THAT(status_of({.refusal = errc::overloaded}),
             StartsWith("HTTP/1.1 503 ") && Contains("Retry-After: 1"));
  CHECK_THAT(status_of({.refusal = errc::context_length_exceeded}),
             StartsWith("HTTP/1.1 400 ")
               && Contains(R"("code":"context_length_exceeded")"));
  CHECK_THAT(status_of({.refusal = errc::unknown_domain}),
             StartsWith("HTTP/1.1 400 ") && Contains(R"("param":"domain")"));
  CHECK_THAT(status_of({.refusal = errc::unknown_chat_template}),
             StartsWith("HTTP/1.1 400 "));
  CHECK_THAT(status_of({.error = errc::no_replica_left}),
             StartsWith("HTTP/1.1 503 ") && Contains("no_replica_left"));
  CHECK_THAT(status_of({.error = errc::timed_out}),
             StartsWith("HTTP/1.1 504 "));
  auto late = status_of({.text = {"a"}, .error = errc::no_replica_left});
  CHECK_THAT(late, StartsWith("HTTP/1.1 200 ") && Contains(R"({"error":{)"));
  CHECK_THAT(late, !Contains("[DONE]"));
}

TEST_CASE("gateway: coordinators take turns, one that is full is passed over",
          "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = hello});
  x.add_coordinator({.text = hello});
  x.add_coordinator({.refusal = errc::overloaded});
  x.options.coordinators.push_back({"nowhere", "coordinator"});
  x.serve();
  for (auto i = 0; i < 4; ++i)
    CHECK_THAT(x.exchange(chat()), StartsWith("HTTP/1.1 200 "));
  CHECK(x.record.started_by
        == std::vector<node_id>{"c1", "c2", "c3", "c1", "c1"});
}

TEST_CASE("gateway: without a coordinator a request is refused at once",
          "[gateway]") {
  auto x = scripted_network{};
  x.serve();
  CHECK_THAT(x.exchange(chat()),
             StartsWith("HTTP/1.1 503 ") && Contains("node_down"));
  check_idle(x);
}

TEST_CASE("gateway: a coordinator that dies ends its requests", "[gateway]") {
  auto x = scripted_network{};
  auto coordinator = x.add_coordinator({.text = {"a"}, .ends = false});
  x.serve();
  auto client = raw_client{x.port()};
  client.send(chat(R"("stream":true)"));
  (void) client.read_until(R"("content":"a")");
  caf::anon_send_exit(coordinator, caf::exit_reason::kill);
  CHECK_THAT(client.read_until("}}"), Contains(R"("code":"node_down")"));
  client.leave();
  check_idle(x);
}

TEST_CASE("gateway: a request that nobody ends is ended and cancelled",
          "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = {"a"}, .ends = false});
  x.options.request_timeout = 1ms;
  x.serve();
  CHECK_THAT(x.exchange(chat()), StartsWith("HTTP/1.1 504 "));
  CHECK(eventually([&] { return x.record.cancellations() == 1; }));
  check_idle(x);
}

TEST_CASE("gateway: a coordinator that never answers is given up",
          "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.silent = true});
  x.options.actor_timeout = 50ms;
  x.serve();
  CHECK_THAT(x.exchange(chat()), StartsWith("HTTP/1.1 504 "));
  CHECK(eventually([&] { return x.record.cancellations() == 1; }));
}

TEST_CASE("gateway: too many requests at once are refused", "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = {"a"}, .ends = false});
  x.options.requests_max = 1;
  x.serve();
  auto first = raw_client{x.port()};
  first.send(chat());
  CHECK(eventually([&] { return x.gauge("requests_open") == 1; }));
  CHECK_THAT(x.exchange(chat()),
             StartsWith("HTTP/1.1 503 ") && Contains("overloaded"));
}

TEST_CASE("gateway: bad calls get OpenAI's errors, and nothing stays",
          "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = hello});
  x.options.api_keys = {"sk-1"};
  x.serve();
  const auto key = std::string{"Authorization: Bearer sk-1\r\n"};
  auto call = [&](const std::string& text) {
    return x.exchange(post("/v1/chat/completions", text, key));
  };
  CHECK_THAT(call("{\"mod"), StartsWith("HTTP/1.1 400 "));
  CHECK_THAT(call(R"({"model":"reader","messages":7})"),
             Contains(R"("param":"messages")"));
  CHECK_THAT(
    call(R"({"model":"gpt-5","messages":[{"role":"user","content":"a"}]})"),
    StartsWith("HTTP/1.1 404 ") && Contains("model_not_found"));
  CHECK_THAT(call(std::string(2 << 20, ' ')), StartsWith("HTTP/1.1 413 "));
  CHECK_THAT(x.exchange(chat()), StartsWith("HTTP/1.1 401 "));
  CHECK_THAT(x.exchange(get("/v1/models", key)), Contains(R"("id":"reader")"));
  CHECK(x.record.started.empty());
  check_idle(x);
}

TEST_CASE("gateway: one that stops tells the clients that wait", "[gateway]") {
  auto x = std::optional<scripted_network>{std::in_place};
  x->add_coordinator({.text = {"a"}, .ends = false});
  x->serve();
  auto whole = raw_client{x->port()};
  whole.send(chat());
  auto streamed = raw_client{x->port()};
  streamed.send(chat(R"("stream":true)"));
  (void) streamed.read_until(R"("content":"a")");
  CHECK(eventually([&] { return x->gauge("requests_open") == 2; }));
  x.reset();
  CHECK_THAT(whole.read_all(),
             StartsWith("HTTP/1.1 503 ") && Contains("The gateway stops."));
  CHECK_THAT(streamed.read_all(), Contains("The gateway stops."));
}

TEST_CASE("gateway: a port that is taken is an error", "[gateway]") {
  auto x = scripted_network{};
  x.serve();
  auto second = scripted_network{};
  second.options.listen_port = x.port();
  CHECK_THROWS_WITH(second.serve(), Contains("cannot listen on 127.0.0.1:"));
}

TEST_CASE("gateway: neither prompts nor answers are logged", "[gateway]") {
  auto log = std::ostringstream{};
  auto before = spdlog::default_logger();
  auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log);
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink));
  {
    auto x = scripted_network{};
    x.add_coordinator({.text = {"secret answer"}});
    x.serve();
    CHECK_THAT(x.exchange(chat(R"("stop":"secret stop")")),
               Contains("secret answer"));
    (void) x.exchange(post("/v1/completions", R"({"prompt":"secret")"));
    check_idle(x);
    auto id = to_hex(x.record.started.at(0).request, 16);
    CHECK(count(log.str(), "request " + id) >= 2);
  }
  spdlog::set_default_logger(before);
  CHECK_THAT(log.str(), !Contains("secret") && !Contains("rate"));
}
