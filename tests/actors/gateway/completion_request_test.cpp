#include "actors/gateway/completion_request.hpp"

#include "actors/gateway/api_error.hpp"
#include "actors/gateway/json_body.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::openai;

namespace {

/// A chat that is in order but for the members that are given as text.
std::string chat(const std::string& members = {}) {
  return R"({"model":"m","messages":[{"role":"user","content":"hi"}])"
         + (members.empty() ? "" : "," + members) + "}";
}

std::string completion(const std::string& members = {}) {
  return R"({"model":"m","prompt":"hi")"
         + (members.empty() ? "" : "," + members) + "}";
}

completion_request parse(const std::string& body) {
  return parse_completion_request(endpoint::chat, body);
}

completion_request parse_older(const std::string& body) {
  return parse_completion_request(endpoint::completions, body);
}

template <class F>
api_error error_of(F&& f) {
  try {
    f();
  } catch (const refusal& x) {
    return x.error;
  }
  FAIL("it was not refused");
  return {};
}

api_error refused(const std::string& body) {
  return error_of([&] { (void) parse(body); });
}

api_error refused_older(const std::string& body) {
  return error_of([&] { (void) parse_older(body); });
}

struct bad_case {
  const char* members;
  const char* param;
  const char* code;
};

} // namespace

TEST_CASE("requests: a bare chat is greedy and unbounded", "[gateway]") {
  auto x = parse(chat());
  CHECK(x.model == "m");
  REQUIRE(x.messages.size() == 1);
  CHECK(x.messages[0].role == "user");
  CHECK(x.messages[0].content == "hi");
  CHECK(x.sample == sampling{});
  CHECK_FALSE(x.seed_given);
  CHECK(x.tokens_max == 0);
  CHECK(x.stop.empty());
  CHECK_FALSE(x.ignore_eos);
  CHECK_FALSE(x.stream);
  CHECK_FALSE(x.include_usage);
}

TEST_CASE("requests: every parameter reaches its field", "[gateway]") {
  auto x = parse(chat(
    R"("temperature":0.5,"top_p":0.25,"top_k":40,"min_p":0.125,"seed":-1,
       "repetition_penalty":1.5,"ignore_eos":true,"domain":"finance",
       "stop":["a","b"],"max_completion_tokens":7,"stream":true,"n":1,
       "stream_options":{"include_usage":true})"));
  CHECK(x.sample.temperature == 0.5F);
  CHECK(x.sample.top_p == 0.25F);
  CHECK(x.sample.top_k == 40);
  CHECK(x.sample.min_p == 0.125F);
  CHECK(x.sample.repetition_penalty == 1.5F);
  CHECK(x.sample.seed == UINT64_MAX);
  CHECK(x.seed_given);
  CHECK(x.ignore_eos);
  CHECK(x.domain == "finance");
  CHECK(x.stop == std::vector<std::string>{"a", "b"});
  CHECK(x.tokens_max == 7);
  CHECK(x.stream);
  CHECK(x.include_usage);

  auto id = request_id{request_id::bytes_type{1, 2, 3}};
  auto message = to_start_request(x, id, {"node", "gateway"}, 60000);
  CHECK(message.request == id);
  CHECK(message.asker == actor_address{"node", "gateway"});
  CHECK(message.model == "m");
  CHECK(message.messages.size() == 1);
  CHECK(message.sample == x.sample);
  CHECK(message.seed_given);
  CHECK(message.tokens_max == 7);
  CHECK(message.stop == x.stop);
  CHECK(message.ignore_eos);
  CHECK(message.domain == "finance");
  CHECK(message.deadline_ms == 60000);
}

TEST_CASE("requests: null means absent, unknown members are ignored",
          "[gateway]") {
  auto x = parse(chat(
    R"("temperature":null,"top_p":null,"seed":null,"stop":null,"n":null,
       "max_tokens":null,"stream":null,"stream_options":null,"tools":null,
       "logprobs":null,"response_format":null,"user":"u","store":true,
       "metadata":{"a":[1]},"parallel_tool_calls":true,"whatever":1)"));
  CHECK(x.sample == sampling{});
  CHECK_FALSE(x.seed_given);
}

TEST_CASE("requests: values that ask for nothing special pass", "[gateway]") {
  CHECK_NOTHROW(parse(chat(
    R"("tools":[],"tool_choice":"none","functions":[],"n":1,"logprobs":false,
       "top_logprobs":0,"logit_bias":{},"presence_penalty":0,
       "frequency_penalty":0.0,"response_format":{"type":"text"},
       "modalities":["text"])")));
  CHECK_NOTHROW(
    parse_older(completion(R"("echo":false,"suffix":"","best_of":1)")));
}

TEST_CASE("requests: a completion takes a string or a list of one",
          "[gateway]") {
  CHECK(parse_older(completion()).prompt == "hi");
  CHECK(parse_older(completion()).tokens_max == completion_tokens_default);
  CHECK(parse_older(R"({"model":"m","prompt":["x"]})").prompt == "x");
  CHECK(parse_older(R"({"model":"m","prompt":""})").prompt.empty());
  CHECK(refused_older(R"({"model":"m","prompt":["x","y"]})").param == "prompt");
  CHECK(refused_older(R"({"model":"m","prompt":[[1,2]]})").param
        == "prompt[0]");
  CHECK(refused_older(R"({"model":"m","prompt":[]})").param == "prompt");
  CHECK(refused_older(R"({"model":"m","prompt":7})").param == "prompt");
  CHECK(refused_older(R"({"model":"m"})").code == "missing_required_parameter");
}

TEST_CASE("requests: what would change the meaning is refused by name",
          "[gateway]") {
  auto x = GENERATE(
    bad_case{R"("tools":[{"type":"function"}])", "tools", ""},
    bad_case{R"("tool_choice":"required")", "tool_choice", ""},
    bad_case{R"("functions":[{"name":"f"}])", "functions", ""},
    bad_case{R"("function_call":{"name":"f"})", "function_call", ""},
    bad_case{R"("logprobs":true)", "logprobs", ""},
    bad_case{R"("top_logprobs":2)", "top_logprobs", ""},
    bad_case{R"("n":2)", "n", ""}, bad_case{R"("n":"1")", "n", ""},
    bad_case{R"("response_format":{"type":"json_object"})", "response_format",
             ""},
    bad_case{R"("response_format":"text")", "response_format", ""},
    bad_case{R"("logit_bias":{"50256":-100})", "logit_bias", ""},
    bad_case{R"("best_of":3)", "best_of", ""},
    bad_case{R"("modalities":["text","audio"])", "modalities", ""},
    bad_case{R"("audio":{"voice":"alloy"})", "audio", ""},
    bad_case{R"("presence_penalty":0.1)", "presence_penalty", ""},
    bad_case{R"("frequency_penalty":-1)", "frequency_penalty", ""},
    bad_case{R"("web_search_options":{})", "web_search_options", ""});
  CAPTURE(x.members);
  auto error = refused(chat(x.members));
  CHECK(error.status == 400);
  CHECK(error.param == x.param);
  CHECK(error.code == "unsupported_parameter");
}

TEST_CASE("requests: completions refuse echo, suffix and logprobs",
          "[gateway]") {
  CHECK(refused_older(completion(R"("echo":true)")).param == "echo");
  CHECK(refused_older(completion(R"("suffix":"x")")).param == "suffix");
  CHECK(refused_older(completion(R"("logprobs":0)")).param == "logprobs");
  CHECK(refused_older(completion(R"("n":2)")).param == "n");
  CHECK_NOTHROW(parse(chat(R"("echo":true)")));
}

TEST_CASE("requests: a wrong type or value names its parameter", "[gateway]") {
  auto x = GENERATE(
    bad_case{R"("temperature":2.1)", "temperature", "invalid_value"},
    bad_case{R"("temperature":-0.1)", "temperature", "invalid_value"},
    bad_case{R"("temperature":"1")", "temperature", "invalid_type"},
    bad_case{R"("top_p":1.5)", "top_p", "invalid_value"},
    bad_case{R"("top_p":[])", "top_p", "invalid_type"},
    bad_case{R"("min_p":-1)", "min_p", "invalid_value"},
    bad_case{R"("top_k":-2)", "top_k", "invalid_value"},
    bad_case{R"("top_k":1.5)", "top_k", "invalid_type"},
    bad_case{R"("repetition_penalty":0)", "repetition_penalty",
             "invalid_value"},
    bad_case{R"("repetition_penalty":11)", "repetition_penalty",
             "invalid_value"},
    bad_case{R"("repetition_penalty":1e-300)", "repetition_penalty",
             "invalid_value"},
    bad_case{R"("seed":1.5)", "seed", "invalid_type"},
    bad_case{R"("seed":"1")", "seed", "invalid_type"},
    bad_case{R"("max_tokens":0)", "max_tokens", "invalid_value"},
    bad_case{R"("max_tokens":-1)", "max_tokens", "invalid_value"},
    bad_case{R"("max_tokens":18446744073709551615)", "max_tokens",
             "invalid_value"},
    bad_case{R"("max_tokens":true)", "max_tokens", "invalid_type"},
    bad_case{R"("max_completion_tokens":"7")", "max_completion_tokens",
             "invalid_type"},
    bad_case{R"("max_tokens":5,"max_completion_tokens":6)", "max_tokens",
             "invalid_value"},
    bad_case{R"("stop":["a","b","c","d","e"])", "stop", "invalid_value"},
    bad_case{R"("stop":"")", "stop", "invalid_value"},
    bad_case{R"("stop":["a",1])", "stop[1]", "invalid_type"},
    bad_case{R"("stop":1)", "stop", "invalid_type"},
    bad_case{R"("ignore_eos":1)", "ignore_eos", "invalid_type"},
    bad_case{R"("domain":1)", "domain", "invalid_type"},
    bad_case{R"("stream":"yes")", "stream", "invalid_type"},
    bad_case{R"("stream_options":{"include_usage":true})", "stream_options",
             "invalid_value"},
    bad_case{R"("stream":true,"stream_options":1)", "stream_options",
             "invalid_type"},
    bad_case{R"("stream":true,"stream_options":{"include_usage":1})",
             "stream_options.include_usage", "invalid_type"});
  CAPTURE(x.members);
  auto error = refused(chat(x.members));
  CHECK(error.status == 400);
  CHECK(error.param == x.param);
  CHECK(error.code == x.code);
}

TEST_CASE("requests: a body that is not an object of JSON is refused",
          "[gateway]") {
  auto deep = std::string(100000, '[');
  auto body = GENERATE_COPY(
    std::string{}, std::string{"{"}, std::string{"[]"}, std::string{"null"},
    std::string{"{\"model\":\"m\",}"}, std::string{"{\"model\":\"\xff\"}"},
    std::string{"{\"x\":\"\\ud800\"}"}, std::string{"{\"x\":1e999}"}, deep,
    "{\"model\":" + deep, chat() + chat());
  auto error = refused(body);
  CHECK(error.status == 400);
  CHECK(error.code == "invalid_json");
  CHECK(error.type == "invalid_request_error");
}

TEST_CASE("requests: bodies that nest or count too much are refused",
          "[gateway]") {
  auto nested = std::string(17, '[') + std::string(17, ']');
  CHECK(refused(chat("\"x\":" + nested)).message.find("deeper")
        != std::string::npos);
  auto many = std::string{"\"x\":[0"};
  for (auto i = std::size_t{0}; i < json_values_max; ++i)
    many += ",0";
  CHECK(refused(chat(many + "]")).message.find("too many")
        != std::string::npos);
}

TEST_CASE("requests: a refusal never quotes what was sent", "[gateway]") {
  CHECK(refused("{\"secret").message.find("secret") == std::string::npos);
  CHECK(refused(chat(R"("stop":["secret",1])")).message.find("secret")
        == std::string::npos);
}
