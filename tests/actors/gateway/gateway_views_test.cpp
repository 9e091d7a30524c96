#include "actors/gateway/gateway.hpp"
#include "actors/gateway/json_body.hpp"
#include "tests/actors/gateway/scripted_network.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::test;
using Catch::Contains;
using Catch::StartsWith;
using openai::json;

namespace {

std::string with_body(const std::string& method, const std::string& path,
                      const std::string& body) {
  auto result = post(path, body);
  return method + result.substr(4);
}

} // namespace

TEST_CASE("gateway: the status shows who is up and who is down", "[gateway]") {
  auto x = scripted_network{};
  x.add_node("w1");
  x.options.nodes.push_back({"w2", "node"});
  x.serve();
  auto status = json::parse(body_of(x.exchange(get("/synod/status"))));
  CHECK(status["network"] == "test");
  CHECK(status["url"] == "http://127.0.0.1:" + std::to_string(x.port()));
  REQUIRE(status["nodes"].size() == 2);
  CHECK(status["nodes"][0]["name"] == "w1"); // not what it claims to be
  CHECK(status["nodes"][0]["state"] == "up");
  CHECK(status["nodes"][0]["pid"] == 8);
  CHECK(status["nodes"][0]["actors"][0]["gauges"]["kv"] == 9);
  CHECK(status["nodes"][1]["state"] == "down");
  CHECK(status["models"][0]["shards"][0]["workers"][0]["node"] == "w1");
}

TEST_CASE("gateway: metrics show the network's gauges", "[gateway]") {
  auto x = scripted_network{};
  x.add_node("w1");
  x.serve();
  auto text = x.exchange(get("/metrics"));
  CHECK_THAT(text, StartsWith("HTTP/1.1 200 "));
  CHECK_THAT(text, Contains("version=0.0.4"));
  CHECK_THAT(text, Contains(R"(synod_node_up{node="w1"} 1)"));
  CHECK_THAT(text, Contains("synod_gateway_connections 1"));
}

TEST_CASE("gateway: a corpus is listed and changed through its agent",
          "[gateway]") {
  auto x = scripted_network{};
  x.add_corpus("rates");
  x.options.corpora.push_back({"lost", "finance", {"lost", "rag_agent"}});
  x.serve();
  const auto base = std::string{"/synod/corpora/rates/passages"};
  auto body = [](const std::string& response) {
    return json::parse(body_of(response));
  };
  auto added = x.exchange(post(base, R"({"id":"a/b","title":"T","text":"x"})"));
  CHECK(body(added)
        == json{{"corpus", "rates"}, {"version", 2}, {"passages", 1}});
  auto twice = x.exchange(post(base, R"({"id":"a/b","title":"T","text":"x"})"));
  CHECK_THAT(twice, StartsWith("HTTP/1.1 409 "));
  (void) x.exchange(with_body("PUT", base + "/a%2Fb", R"({"text":"y"})"));
  auto page = body(x.exchange(get(base)));
  CHECK(page["version"] == 3);
  CHECK(page["passages"][0]["text"] == "y");
  CHECK(body(x.exchange(get(base + "?after=a%2Fb")))["passages"].empty());
  auto corpora = body(x.exchange(get("/synod/corpora")))["corpora"];
  CHECK(corpora[0]["passages"] == 1);
  CHECK(corpora[0]["state"] == "up");
  CHECK(corpora[1]["state"] == "down");
  CHECK_THAT(x.exchange(with_body("DELETE", base + "/a%2Fb", "")),
             StartsWith("HTTP/1.1 200 "));
  CHECK_THAT(x.exchange(with_body("DELETE", base + "/a%2Fb", "")),
             StartsWith("HTTP/1.1 404 ") && Contains("unknown_passage"));
  CHECK_THAT(x.exchange(get("/synod/corpora/lost/passages")),
             StartsWith("HTTP/1.1 503 "));
}
