#include "actors/gateway/network_view.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::openai;

TEST_CASE("status: nodes, actors and placement have a fixed form",
          "[gateway][golden]") {
  auto up = node_report{true, {}};
  up.status.node = "w1";
  up.status.pid = 12;
  up.status.incarnation = 34;
  up.status.links = {{"front", true, 1, 2, 3, 4}};
  up.status.actors
    = {{"shard_worker", "shard_worker/2", {{"blocks", "0-2"}}, {{"kv", 5}}}};
  auto down = node_report{};
  down.status.node = "w2";
  auto model = served_model{
    "reader",
    {{{"w2", "b"}, {3, 3}}, {{"w1", "a"}, {0, 3}}, {{"w2", "a"}, {0, 3}}}};
  CHECK(
    to_json("demo", "http://127.0.0.1:1", {up, down}, {model})
    == R"({"network":"demo","url":"http://127.0.0.1:1","nodes":[)"
       R"({"name":"w1","state":"up","pid":12,"incarnation":34,)"
       R"("links":[{"node":"front","state":"up","bytes_sent":1,)"
       R"("bytes_received":2,"messages_sent":3,"messages_received":4}],)"
       R"("actors":[{"role":"shard_worker","actor":"shard_worker/2",)"
       R"("labels":{"blocks":"0-2"},"gauges":{"kv":5}}]},)"
       R"({"name":"w2","state":"down"}],)"
       R"("models":[{"name":"reader","shards":[)"
       R"({"first":0,"count":3,"workers":[{"node":"w1","actor":"a"},)"
       R"({"node":"w2","actor":"a"}]},)"
       R"({"first":3,"count":3,"workers":[{"node":"w2","actor":"b"}]}]}]})");
}

TEST_CASE("status: corpora, pages and changes have a fixed form",
          "[gateway][golden]") {
  auto rates = served_corpus{"rates", "finance", {"r", "rag_agent"}};
  CHECK(to_json(std::vector<corpus_report>{{rates, true, 3, 60},
                                           {rates, false, 0, 0}})
        == R"({"corpora":[{"name":"rates","domain":"finance","state":"up",)"
           R"("version":3,"passages":60},{"name":"rates","domain":"finance",)"
           R"("state":"down"}]})");
  CHECK(to_json(passages_listed{"rates", "finance", 3, 60, {{"a", "A", "x"}}})
        == R"({"corpus":"rates","domain":"finance","version":3,"total":60,)"
           R"("passages":[{"id":"a","title":"A","text":"x"}]})");
  CHECK(to_json(corpus_changed{"rates", 4, 61})
        == R"({"corpus":"rates","version":4,"passages":61})");
}
