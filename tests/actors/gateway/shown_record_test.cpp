// What a gateway shows of its clients' paid requests, and to whom.

#include "actors/gateway/json_body.hpp"
#include "schemas/attestation.hpp"
#include "schemas/block.hpp"
#include "schemas/canonical.hpp"
#include "schemas/request_record.hpp"
#include "tests/actors/gateway/paying_network.hpp"

#include <caf/event_based_actor.hpp>
#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::test;
using Catch::Contains;
using Catch::StartsWith;
using openai::json;

namespace {

/// Answers with blocks of nothing, whatever the height.
caf::behavior empty_chain() {
  return {[](const get_block& x) {
    auto made = block{};
    made.header.height = x.height;
    auto result = stored_block{};
    result.height = x.height;
    result.block = buffer::copy_of(canonical_encode(made));
    return result;
  }};
}

/// What a coordinator says of the last request that it answered.
request_settled settled(const paying_network& x, const std::string& text) {
  auto result = request_settled{};
  result.request = x.record.started.back().request;
  auto asked = request_record{};
  asked.prompt = "What is the rate?";
  result.record = canonical_encode(asked);
  result.attest = canonical_encode(attest{});
  result.text = text;
  return result;
}

/// What the gateway shows to whoever has a key.
std::string
show(const paying_network& x, const std::string& what, const std::string& key) {
  auto header = key.empty() ? "" : "Synod-Record-Key: " + key + "\r\n";
  return x.exchange(get("/synod/requests/" + what, header));
}

} // namespace

TEST_CASE("records: the record of a request is shown to whoever asked it, and "
          "to nobody who only knows its id",
          "[gateway]") {
  auto is_streamed = GENERATE(false, true);
  auto x = paying_network{};
  x.add_coordinator({.text = {"Hi"}});
  x.pay();
  auto answer = x.exchange(chat(is_streamed ? "\"stream\":true" : ""));
  auto at = answer.find("\"record_key\":\"");
  REQUIRE(at != std::string::npos);
  auto key = answer.substr(at + 14, 32);
  auto id = to_hex(x.record.started.at(0).request);
  x.settle(settled(x, "Hi"));
  auto shown = show(x, id, key);
  CHECK_THAT(shown, StartsWith("HTTP/1.1 200 OK\r\n"));
  CHECK(json::parse(body_of(shown))["text"] == "Hi");
  // Another request's key, none, and a request that was never asked.
  (void) x.exchange(chat());
  x.settle(settled(x, "Ho"));
  auto other = to_hex(x.record.started.at(1).request);
  auto unknown = body_of(show(x, std::string(64, '7'), key));
  CHECK_THAT(unknown, Contains("unknown_request"));
  for (const auto& what : {id, id + "/route"})
    for (const auto& wrong : {std::string{}, std::string(32, '0')}) {
      auto refused = show(x, what, wrong);
      CHECK_THAT(refused, StartsWith("HTTP/1.1 404 "));
      CHECK(body_of(refused) == unknown);
    }
  CHECK(body_of(show(x, other, key)) == unknown);
  CHECK(body_of(show(x, std::string(64, '7') + "/route", key)) == unknown);
}

TEST_CASE("records: where nothing is paid no record key is told", "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = {"Hi"}});
  x.serve();
  auto answer = json::parse(body_of(x.exchange(chat())));
  CHECK_FALSE(answer["synod"].contains("record_key"));
}

TEST_CASE("records: a route that takes a long chain to explain tells how far "
          "it is",
          "[gateway]") {
  auto x = paying_network{};
  x.add_coordinator({.text = {"Hi"}});
  x.chain = x.system().spawn(empty_chain);
  x.pay();
  auto answer = json::parse(body_of(x.exchange(chat())));
  auto key = answer["synod"]["record_key"].get<std::string>();
  auto id = to_hex(x.record.started.at(0).request);
  auto what = settled(x, "Hi");
  auto asked = request_record{};
  asked.route_height = 2'500; // and nothing that would have decided
  what.record = canonical_encode(asked);
  x.settle(what);
  auto plain = show(x, id + "/route", key);
  CHECK_THAT(plain, StartsWith("HTTP/1.1 404 ")
                      && Contains("not_decided_by_standings"));
  auto stream = show(x, id + "/route?progress=true", key);
  CHECK_THAT(stream, StartsWith("HTTP/1.1 200 ")
                       && Contains("text/event-stream")
                       && Contains(R"({"progress":{"block":1024,"of":2500}})")
                       && Contains(R"({"progress":{"block":2048,"of":2500}})")
                       && Contains("not_decided_by_standings"));
  // A short one has its status still.
  asked.route_height = 5;
  what.record = canonical_encode(asked);
  x.settle(what);
  CHECK_THAT(show(x, id + "/route?progress=true", key),
             StartsWith("HTTP/1.1 404 "));
  caf::anon_send_exit(x.chain, caf::exit_reason::user_shutdown);
}
