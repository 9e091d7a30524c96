#include "actors/gateway/messages.hpp"

#include "actors/gateway/api_error.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::openai;

namespace {

std::vector<chat_message> parsed(const std::string& messages) {
  return parse_messages({{"messages", json::parse(messages)}});
}

api_error refused(const std::string& messages) {
  try {
    (void) parsed(messages);
  } catch (const refusal& x) {
    return x.error;
  }
  FAIL("it was not refused");
  return {};
}

} // namespace

TEST_CASE("messages: roles and contents take every form that is text",
          "[gateway]") {
  auto x = parsed(R"([
    {"role":"developer","content":"d"},
    {"role":"system","content":[{"type":"text","text":"s"}]},
    {"role":"assistant","content":null},
    {"role":"assistant","content":"a","tool_calls":[]},
    {"role":"user","name":"n","content":[{"type":"text","text":"u"},
                                         {"type":"text","text":"v"}]}])");
  REQUIRE(x.size() == 5);
  CHECK(x[0].role == "system");
  CHECK(x[1].content == "s");
  CHECK(x[2].content.empty());
  CHECK(x[4].content == "uv");
}

TEST_CASE("messages: a wrong one names its place", "[gateway]") {
  auto messages = [](const std::string& text) { return refused(text).param; };
  CHECK_THROWS_AS(parse_messages(json::object()), refusal);
  CHECK(messages("[]") == "messages");
  CHECK(messages(R"("hi")") == "messages");
  CHECK(messages("[1]") == "messages[0]");
  CHECK(messages(R"([{"content":"x"}])") == "messages[0].role");
  CHECK(messages(R"([{"role":"tool","content":"x"}])") == "messages[0].role");
  CHECK(messages(R"([{"role":1,"content":"x"}])") == "messages[0].role");
  CHECK(messages(R"([{"role":"user"}])") == "messages[0].content");
  CHECK(messages(R"([{"role":"user","content":null}])")
        == "messages[0].content");
  CHECK(
    messages(R"([{"role":"user","content":"a"},{"role":"user","content":3}])")
    == "messages[1].content");
  CHECK(messages(R"([{"role":"user","content":[{"type":"image_url"}]}])")
        == "messages[0].content[0].type");
  CHECK(messages(R"([{"role":"user","content":[{"type":"text"}]}])")
        == "messages[0].content[0].text");
  CHECK(messages(R"([{"role":"assistant","tool_calls":[{"id":"1"}]}])")
        == "messages[0].tool_calls");
  for (const auto* text : {R"([{"role":"user","content":""}])",
                           R"([{"role":"user","content":" \n\t"}])",
                           R"([{"role":"system","content":"Be brief."}])",
                           R"([{"role":"user","content":"a"},)"
                           R"({"role":"user","content":" "}])"}) {
    CHECK(messages(text) == "messages");
    CHECK_THAT(refused(text).message,
               Catch::Contains("role 'user' must have some text"));
  }
}
