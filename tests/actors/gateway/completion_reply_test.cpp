#include "actors/gateway/answer.hpp"
#include "actors/gateway/json_body.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::openai;

namespace {

const auto id = request_id{request_id::bytes_type{0xab, 0xcd}};
const auto hex32 = "abcd" + std::string(28, '0');
const auto hex64 = "abcd" + std::string(60, '0');

completion_request
call_of(endpoint called, bool stream, bool include_usage = false) {
  auto result = completion_request{};
  result.endpoint = called;
  result.model = "demo";
  result.stream = stream;
  result.include_usage = include_usage;
  return result;
}

answer started(const completion_request& call) {
  auto result = answer{call, id, 1700000000};
  result.started(42);
  return result;
}

text_delta delta(std::uint32_t index, std::string text) {
  return {id, index, std::move(text), {index}};
}

request_finished ended_well() {
  auto result = request_finished{};
  result.request = id;
  result.reason = "stop";
  result.tokens_prompt = 10;
  result.tokens_completion = 2;
  result.domain = "finance";
  result.citations = {{"p1", "rates", 3, "Rates"}};
  result.route = {{{"w1", "shard_worker"}, {0, 3}}};
  result.attempts = 1;
  return result;
}

const auto extra
  = R"("synod":{"request":")" + hex64
    + R"(","seed":42,"domain":"finance","attempts":1,)"
      R"("citations":[{"passage":"p1","corpus":"rates","version":3,"title":"Rates"}],)"
      R"("route":[{"node":"w1","actor":"shard_worker","first":0,"count":3}]})";

const auto usage_text
  = R"("usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12})";

std::string chunk(const std::string& choices, const std::string& rest = {}) {
  return R"(data: {"id":"chatcmpl-)" + hex32
         + R"(","object":"chat.completion.chunk","created":1700000000,)"
           R"("model":"demo","choices":[)"
         + choices + "]" + rest + "}\n\n";
}

std::string
choice(const std::string& delta, const std::string& reason = "null") {
  return R"({"index":0,"delta":)" + delta
         + R"(,"logprobs":null,"finish_reason":)" + reason + "}";
}

} // namespace

TEST_CASE("replies: a whole chat has OpenAI's form", "[gateway][golden]") {
  auto x = started(call_of(endpoint::chat, false));
  CHECK(x.add(delta(0, "Hel")).events.empty());
  CHECK(x.add(delta(1, "lo")).events.empty());
  auto end = x.finish(ended_well());
  REQUIRE(end.whole);
  CHECK(end.ended);
  CHECK(end.whole->status == 200);
  CHECK(end.whole->body
        == R"({"id":"chatcmpl-)" + hex32
             + R"(","object":"chat.completion","created":1700000000,)"
               R"("model":"demo","choices":[{"index":0,"message":)"
               R"({"role":"assistant","content":"Hello","refusal":null},)"
               R"("logprobs":null,"finish_reason":"stop"}],)"
             + usage_text + "," + extra + "}");
}

TEST_CASE("replies: a whole completion has OpenAI's form",
          "[gateway][golden]") {
  auto x = started(call_of(endpoint::completions, false));
  (void) x.add(delta(0, "Hello"));
  auto end = x.finish(ended_well());
  REQUIRE(end.whole);
  CHECK(end.whole->body
        == R"({"id":"cmpl-)" + hex32
             + R"(","object":"text_completion","created":1700000000,)"
               R"("model":"demo","choices":[{"index":0,"text":"Hello",)"
               R"("logprobs":null,"finish_reason":"stop"}],)"
             + usage_text + "," + extra + "}");
}

TEST_CASE("replies: a streamed chat has OpenAI's form", "[gateway][golden]") {
  auto x = started(call_of(endpoint::chat, true));
  CHECK(x.add(delta(0, "Hel")).events
        == chunk(choice(R"({"role":"assistant","content":""})"))
             + chunk(choice(R"({"content":"Hel"})")));
  CHECK(x.add(delta(1, "lo")).events == chunk(choice(R"({"content":"lo"})")));
  auto end = x.finish(ended_well());
  CHECK_FALSE(end.whole);
  CHECK(end.ended);
  CHECK(end.events
        == chunk(choice("{}", R"("stop")"), "," + extra) + "data: [DONE]\n\n");
}

TEST_CASE("replies: a streamed completion has no turns", "[gateway][golden]") {
  auto x = started(call_of(endpoint::completions, true));
  CHECK(x.add(delta(0, "Hel")).events
        == R"(data: {"id":"cmpl-)" + hex32
             + R"(","object":"text_completion","created":1700000000,)"
               R"("model":"demo","choices":[{"index":0,"text":"Hel",)"
               R"("logprobs":null,"finish_reason":null}]})"
             + "\n\n");
}

TEST_CASE("replies: include_usage adds one last chunk without choices",
          "[gateway][golden]") {
  auto x = started(call_of(endpoint::chat, true, true));
  CHECK(
    x.add(delta(0, "a")).events
    == chunk(choice(R"({"role":"assistant","content":""})"), R"(,"usage":null)")
         + chunk(choice(R"({"content":"a"})"), R"(,"usage":null)"));
  auto usage_in_chunk = std::string{","} + usage_text;
  CHECK(x.finish(ended_well()).events
        == chunk(choice("{}", R"("stop")"), R"(,"usage":null,)" + extra)
             + chunk("", usage_in_chunk) + "data: [DONE]\n\n");
}

TEST_CASE("replies: a token that shows no text makes no chunk", "[gateway]") {
  auto x = started(call_of(endpoint::chat, true));
  CHECK(x.add(delta(0, "")).events.empty());
  CHECK(x.status() == 0);
  CHECK_FALSE(x.add(delta(1, "a")).events.empty());
}

TEST_CASE("replies: an empty answer still opens its turn", "[gateway]") {
  auto x = started(call_of(endpoint::chat, true));
  auto end = x.finish(ended_well());
  CHECK(end.events.find(R"("role":"assistant")") != std::string::npos);
  CHECK(end.events.find("[DONE]") != std::string::npos);
}

TEST_CASE("replies: a repeated delta is dropped, a lost one ends the answer",
          "[gateway]") {
  auto x = started(call_of(endpoint::chat, false));
  (void) x.add(delta(0, "a"));
  CHECK_FALSE(x.add(delta(0, "a")).ended);
  auto gap = x.add(delta(2, "c"));
  CHECK(gap.ended);
  REQUIRE(gap.whole);
  CHECK(gap.whole->status == 503);
  CHECK_FALSE(x.finish(ended_well()).whole);
}

TEST_CASE("replies: a failure before the first text has its own status",
          "[gateway]") {
  auto x = started(call_of(endpoint::chat, true));
  auto end = ended_well();
  end.error = static_cast<std::uint8_t>(errc::no_replica_left);
  end.detail = "Nobody has blocks 0 to 2.";
  auto step = x.finish(end);
  REQUIRE(step.whole);
  CHECK(step.whole->status == 503);
  CHECK(step.events.empty());
  CHECK(step.whole->body
        == R"({"error":{"message":"Nobody has blocks 0 to 2.",)"
           R"("type":"server_error","param":null,"code":"no_replica_left"}})");
}

TEST_CASE("replies: a failure in mid-stream is an event, and nothing is done",
          "[gateway]") {
  auto x = started(call_of(endpoint::chat, true));
  (void) x.add(delta(0, "a"));
  auto step = x.fail(from_errc(errc::timed_out));
  CHECK(step.ended);
  CHECK_FALSE(step.whole);
  CHECK(step.events.starts_with(R"(data: {"error":{)"));
  CHECK(step.events.find("[DONE]") == std::string::npos);
}

TEST_CASE("replies: a prompt over the context names the right parameter",
          "[gateway]") {
  auto why = from_errc(errc::context_length_exceeded);
  CHECK(why.status == 400);
  CHECK(why.code == "context_length_exceeded");
  auto chat = started(call_of(endpoint::chat, false)).fail(why);
  CHECK(chat.whole->body.find(R"("param":"messages")") != std::string::npos);
  auto older = started(call_of(endpoint::completions, false)).fail(why);
  CHECK(older.whole->body.find(R"("param":"prompt")") != std::string::npos);
}

TEST_CASE("replies: bytes that are not UTF-8 cannot break the JSON",
          "[gateway]") {
  auto x = started(call_of(endpoint::chat, true));
  auto step = x.add(delta(0, "a\xff"
                             "b\n\n"));
  CHECK(step.events.find("a\xef\xbf\xbd"
                         "b\\n\\n")
        != std::string::npos);
}
