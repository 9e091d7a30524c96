#include "actors/gateway/front.hpp"

#include "actors/gateway/json_body.hpp"
#include "actors/gateway/metrics.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::openai;

namespace {

front_options options() {
  auto result = front_options{};
  result.network = "demo";
  result.models = {"reader", "org/small"};
  result.corpora = {"rates"};
  result.started_s = 1700000000;
  return result;
}

front_options with_key() {
  auto result = options();
  result.keys = api_keys{{"sk-one", "sk-two"}};
  return result;
}

decision ask(const std::string& method, const std::string& target,
             const std::string& body = {}) {
  return decide(options(), {method, target, "", "application/json", body});
}

http::response answered(const decision& x) {
  REQUIRE(std::holds_alternative<http::response>(x));
  return std::get<http::response>(x);
}

json error_of(const http::response& x) {
  auto body = json::parse(x.body);
  REQUIRE(body.contains("error"));
  for (auto member : {"message", "type", "param", "code"})
    REQUIRE(body["error"].contains(member));
  return body["error"];
}

const auto chat = std::string{
  R"({"model":"reader","messages":[{"role":"user","content":"hi"}]})"};

} // namespace

TEST_CASE("front: calls of the API are recognised", "[gateway]") {
  auto x = ask("POST", "/v1/chat/completions", chat);
  REQUIRE(std::holds_alternative<completion_request>(x));
  CHECK(std::get<completion_request>(x).endpoint == endpoint::chat);
  auto older
    = ask("POST", "/v1/completions?x=1", R"({"model":"reader","prompt":"a"})");
  REQUIRE(std::holds_alternative<completion_request>(older));
  CHECK(std::get<completion_request>(older).endpoint == endpoint::completions);
  CHECK(std::holds_alternative<show_metrics>(ask("GET", "/metrics")));
  CHECK(std::holds_alternative<show_status>(ask("GET", "/synod/status")));
  CHECK(std::holds_alternative<show_corpora>(ask("GET", "/synod/corpora/")));
}

TEST_CASE("front: models are listed and found by name", "[gateway][golden]") {
  CHECK(answered(ask("GET", "/v1/models")).body
        == R"({"object":"list","data":[{"id":"reader","object":"model",)"
           R"("created":1700000000,"owned_by":"synod"},{"id":"org/small",)"
           R"("object":"model","created":1700000000,"owned_by":"synod"}]})");
  CHECK(json::parse(answered(ask("GET", "/v1/models/reader")).body)["id"]
        == "reader");
  CHECK(json::parse(answered(ask("GET", "/v1/models/org/small")).body)["id"]
        == "org/small");
  auto unknown = answered(ask("GET", "/v1/models/gpt-5"));
  CHECK(unknown.status == 404);
  CHECK(error_of(unknown)["code"] == "model_not_found");
}

TEST_CASE("front: an unknown model is 404 in a call", "[gateway]") {
  auto x = answered(
    ask("POST", "/v1/completions", R"({"model":"gpt-5","prompt":"a"})"));
  CHECK(x.status == 404);
  CHECK(error_of(x)["code"] == "model_not_found");
  CHECK(error_of(x)["param"] == "model");
  CHECK(error_of(x)["type"] == "invalid_request_error");
}

TEST_CASE("front: unknown paths are 404, wrong methods 405", "[gateway]") {
  for (auto path : {"/v1", "/v2/models", "/v1/embeddings", "/synod",
                    "/synod/corpora/rates", "/v1/chat", "/healthz/x"}) {
    CAPTURE(path);
    auto x = answered(ask("GET", path));
    CHECK(x.status == 404);
    CHECK(error_of(x)["code"] == "unknown_url");
  }
  for (auto [method, path, allowed] :
       {std::tuple{"GET", "/v1/chat/completions", "POST"},
        std::tuple{"POST", "/v1/models", "GET,HEAD"},
        std::tuple{"DELETE", "/", "GET,HEAD"},
        std::tuple{"POST", "/healthz", "GET,HEAD"},
        std::tuple{"PATCH", "/synod/corpora/rates/passages", "GET,HEAD,POST"},
        std::tuple{"GET", "/synod/corpora/rates/passages/p", "PUT,DELETE"}}) {
    CAPTURE(path);
    auto x = answered(ask(method, path));
    CHECK(x.status == 405);
    REQUIRE(x.headers.size() == 1);
    CHECK(x.headers[0]
          == std::pair<std::string, std::string>{"Allow", allowed});
    (void) error_of(x);
  }
}

TEST_CASE("front: without keys every Authorization header will do",
          "[gateway]") {
  auto request = http::request{"GET", "/v1/models", "Bearer nonsense", "", ""};
  CHECK(answered(decide(options(), request)).status == 200);
}

TEST_CASE("front: who asks for a record may give its key", "[gateway]") {
  auto id = std::string(64, 'a');
  auto request = http::request{"GET", "/synod/requests/" + id, "", "", "", "k"};
  auto record = decide(options(), request);
  REQUIRE(std::holds_alternative<show_record>(record));
  CHECK(to_hex(std::get<show_record>(record).request) == id);
  CHECK(std::get<show_record>(record).key == "k");
  request.target += "/route";
  auto route = decide(options(), request);
  REQUIRE(std::holds_alternative<show_route>(route));
  CHECK(std::get<show_route>(route).key == "k");
  CHECK(std::get<show_record>(ask("GET", "/synod/requests/" + id)).key.empty());
}

TEST_CASE("front: with keys all but the public pages ask for one",
          "[gateway]") {
  auto status = [](const std::string& target, const std::string& key) {
    auto x = decide(with_key(), {"GET", target, key, "", ""});
    return std::holds_alternative<http::response>(x)
             ? std::get<http::response>(x).status
             : 200;
  };
  CHECK(status("/v1/models", "Bearer sk-one") == 200);
  CHECK(status("/v1/models", "bearer sk-two") == 200);
  for (auto wrong : {"", "Bearer", "Bearer ", "Bearer sk-onE", "Bearer sk-one ",
                     "Bearer sk-on", "Basic sk-one", "sk-one"}) {
    CAPTURE(wrong);
    CHECK(status("/v1/models", wrong) == 401);
    CHECK(status("/synod/status", wrong) == 401);
    CHECK(status("/nowhere", wrong) == 401);
  }
  CHECK(status("/healthz", "") == 200);
  CHECK(status("/metrics", "") == 200);
  CHECK(status("/", "") == 200);
  auto refused
    = answered(decide(with_key(), {"GET", "/v1/models", "", "", ""}));
  CHECK(error_of(refused)["code"] == "invalid_api_key");
}

TEST_CASE("front: the root says who can read what is asked", "[gateway]") {
  auto x = answered(ask("GET", "/"));
  CHECK(x.content_type == "text/plain; charset=utf-8");
  CHECK(x.body.find("recover the prompt") != std::string::npos);
  CHECK(x.body.find("reader") != std::string::npos);
  CHECK(answered(ask("GET", "/healthz")).body == R"({"status":"ok"})");
}

TEST_CASE("front: passages are listed, added, replaced and removed",
          "[gateway]") {
  auto call = [](const decision& x) {
    REQUIRE(std::holds_alternative<corpus_call>(x));
    CHECK(std::get<corpus_call>(x).corpus == "rates");
    return std::get<corpus_call>(x).wish;
  };
  const auto base = std::string{"/synod/corpora/rates/passages"};
  auto page
    = std::get<list_passages>(call(ask("GET", base + "?after=a%20b&limit=7")));
  CHECK(page.after == "a b");
  CHECK(page.count == 7);
  CHECK(std::get<list_passages>(call(ask("GET", base))).count
        == passages_page_default);

  auto body = std::string{R"({"id":"p/1","title":"T","text":"x"})"};
  auto added = std::get<change_passage>(call(ask("POST", base, body)));
  CHECK(added.kind == change_passage::add);
  CHECK(added.content == passage{"p/1", "T", "x"});
  auto replaced = std::get<change_passage>(
    call(ask("PUT", base + "/p%2F1", R"({"text":"y"})")));
  CHECK(replaced.kind == change_passage::replace);
  CHECK(replaced.content == passage{"p/1", "", "y"});
  auto removed = std::get<change_passage>(call(ask("DELETE", base + "/p%2F1")));
  CHECK(removed.kind == change_passage::remove);
  CHECK(removed.content.id == "p/1");
}

TEST_CASE("front: a wrong corpus call is refused by name", "[gateway]") {
  const auto base = std::string{"/synod/corpora/rates/passages"};
  auto refused = [](const decision& x) { return error_of(answered(x)); };
  CHECK(refused(ask("GET", "/synod/corpora/none/passages"))["code"]
        == "unknown_corpus");
  CHECK(refused(ask("GET", base + "?limit=0"))["param"] == "limit");
  CHECK(refused(ask("GET", base + "?limit=201"))["param"] == "limit");
  CHECK(refused(ask("GET", base + "?limit=1x"))["param"] == "limit");
  CHECK(refused(ask("POST", base, R"({"text":"x"})"))["param"] == "id");
  CHECK(refused(ask("POST", base, R"({"id":"a"})"))["param"] == "text");
  CHECK(refused(ask("POST", base, R"({"id":1,"text":"x"})"))["param"] == "id");
  CHECK(refused(ask("PUT", base + "/a", R"({"id":"b","text":"x"})"))["param"]
        == "id");
  auto form = decide(
    options(), {"POST", base, "", "text/plain", R"({"id":"a","text":"x"})"});
  CHECK(answered(form).status == 415);
}

TEST_CASE("front: targets are decoded once", "[gateway]") {
  CHECK(http::parse_target("/").path.empty());
  CHECK(http::parse_target("").path.empty());
  CHECK(http::parse_target("/a/b/?x=1").path
        == std::vector<std::string>{"a", "b"});
  CHECK(http::parse_target("/a%2Fb").path == std::vector<std::string>{"a/b"});
  CHECK(http::parse_target("/a%252F").path == std::vector<std::string>{"a%2F"});
  CHECK(http::parse_target("/%zz%4").path == std::vector<std::string>{"%zz%4"});
  CHECK(http::parse_target("/a?b=%3D&c&=d").value("b") == "=");
}

TEST_CASE("errors: each refusal of an actor has its HTTP status", "[gateway]") {
  CHECK(from_errc(errc::overloaded).status == 503);
  CHECK(from_errc(errc::overloaded).code == "overloaded");
  CHECK(from_errc(errc::overloaded).retry_after_s == 1);
  CHECK(to_response(from_errc(errc::overloaded)).headers[0].first
        == "Retry-After");
  CHECK(from_errc(errc::timed_out).status == 504);
  CHECK(from_errc(errc::no_replica_left).status == 503);
  CHECK(from_errc(errc::node_down).status == 503);
  CHECK(from_errc(errc::unknown_model).code == "model_not_found");
  CHECK(from_errc(errc::unknown_model).status == 404);
  CHECK(from_errc(errc::unknown_domain).param == "domain");
  CHECK(from_errc(errc::unknown_chat_template).status == 400);
  CHECK(from_errc(errc::invalid_argument).status == 400);
  CHECK(from_errc(errc::unknown_passage).status == 404);
  CHECK(from_errc(errc::passage_exists).status == 409);
  CHECK(from_errc(errc::corpus_failed).status == 500);
  CHECK(from_errc(errc::unspecified, "Why.").message == "Why.");
}

TEST_CASE("metrics: what was counted is in the text", "[gateway]") {
  auto x = metrics{};
  x.answered("chat", 200, 0.5);
  x.answered("chat", 200, 0.5);
  x.first_text(0.02);
  x.tokens(10, 5);
  x.client_left();
  auto node = node_report{true, {}};
  node.status.node = "w1";
  node.status.actors
    = {{"shard_worker", "shard_worker", {}, {{"sessions", 3}}}};
  auto text = x.text(7, 2, {node});
  for (auto line :
       {R"(synod_gateway_requests_total{endpoint="chat",status="200"} 2)",
        R"(synod_gateway_tokens_total{kind="completion"} 5)",
        "synod_gateway_clients_left_total 1", "synod_gateway_connections 7",
        "synod_gateway_requests 2", R"(synod_node_up{node="w1"} 1)",
        R"(gauge="sessions"} 3)"}) {
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
}
