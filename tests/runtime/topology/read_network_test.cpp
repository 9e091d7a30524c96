#include "runtime/topology/read_network.hpp"

#include <catch2/catch.hpp>

using namespace synod::topology;

namespace {

const auto* small = R"([network]
name = "demo"

[[model]]
name = "reader"
file = "model/reader.gguf"

[[node]]
name = "front"
address = "tcp://127.0.0.1:0"
  [[node.actor]]
  role = "gateway"
  listen = "127.0.0.1:8080"
  [[node.actor]]
  role = "coordinator"
  [[node.actor]]
  role = "rag_agent"
  domain = "finance"
  corpus = "corpora/finance.jsonl"

[[node]]
name = "worker"
address = "tcp://127.0.0.1:0"
  [[node.actor]]
  role = "shard_worker"
  model = "reader"
  blocks = "0-2"
  [[node.actor]]
  role = "shard_worker"
  model = "reader"
  blocks = "3-5"
  kv_positions = 4096
  threads = 2
)";

reading read(const std::string& text) {
  return read_network(text, "/data");
}

/// The small topology with its first `before` replaced by `after`.
std::string with(const std::string& before, const std::string& after) {
  auto text = std::string{small};
  auto at = text.find(before);
  REQUIRE(at != text.npos);
  return text.replace(at, before.size(), after);
}

/// The faults, a line each.
std::string faults_of(const std::string& text) {
  auto result = std::string{};
  for (const auto& x : read(text).faults)
    result += (result.empty() ? "" : "\n") + to_string(x, "f");
  return result;
}

} // namespace

TEST_CASE("topology: a good file becomes plain values") {
  auto result = read(small);
  REQUIRE(result.faults.empty());
  const auto& x = *result.found;
  CHECK(x.name == "demo");
  CHECK(x.security == security_mode::curve);
  REQUIRE(find_model(x, "reader") != nullptr);
  CHECK(find_model(x, "reader")->file == "/data/model/reader.gguf");
  REQUIRE(x.nodes.size() == 2);
  const auto& front = x.nodes[0].actors;
  REQUIRE(front.size() == 3);
  CHECK(std::get<gateway_spec>(front[0].options).listen
        == socket_address{"127.0.0.1", 8080});
  CHECK(front[1].name == "coordinator");
  CHECK(std::get<rag_agent_spec>(front[2].options).corpus == "finance");
  const auto& worker = find_node(x, "worker")->actors;
  CHECK(worker[0].name == "shard_worker");
  CHECK(worker[1].name == "shard_worker/2");
  const auto& shard = std::get<shard_worker_spec>(worker[1].options);
  CHECK(shard.block_first == 3);
  CHECK(shard.block_last == 5);
  CHECK(shard.kv_positions == 4096);
  CHECK(shard.threads == 2);
  CHECK(find_node(x, "nobody") == nullptr);
}

TEST_CASE("topology: faults tell line, column, key, and what was expected") {
  CHECK(faults_of(with("\"demo\"", "7"))
        == "f:2:8: network.name: expected a name of 1 to 64 letters, digits, - "
           "and _, found 7");
  CHECK(faults_of(with("kv_positions = 4096", "kv_positons = 4096"))
        == "f:32:3: node.actor.kv_positons: unknown key; did you mean "
           "\"kv_positions\"?");
  CHECK(faults_of(with("threads = 2", "zzz = 2"))
        == "f:33:3: node.actor.zzz: unknown key; expected one of role, model, "
           "blocks, kv_positions, threads");
  CHECK(faults_of(with("threads = 2", "threads = 0"))
        == "f:33:13: node.actor.threads: expected an integer from 1 to 256, "
           "found 0");
  CHECK(
    faults_of(with("role = \"coordinator\"", "role = \"cordinator\""))
    == "f:15:10: node.actor.role: expected one of \"gateway\", "
       "\"coordinator\", \"shard_worker\", \"rag_agent\", \"validator\", found "
       "\"cordinator\"");
  CHECK(faults_of(with("tcp://127.0.0.1:0", "127.0.0.1:0"))
        == "f:10:11: node.address: expected \"tcp://HOST:PORT\" (port 0: any "
           "free one), found \"127.0.0.1:0\"");
  CHECK(faults_of(with("blocks = \"3-5\"", "blocks = \"5-3\""))
        == "f:31:12: node.actor.blocks: expected \"FIRST-LAST\" with FIRST <= "
           "LAST <= 1023, found \"5-3\"");
  CHECK(faults_of(with("name = \"worker\"", "name = "))
        == "f:22:8: Error while parsing key-value pair: expected "
           "value, saw '\\n'");
}

TEST_CASE("topology: missing keys and tables are named") {
  CHECK(faults_of("")
        == "f:1:1: network: is missing; expected a table "
           "[network]\n"
           "f:1:1: node: is missing; expected one or more "
           "[[node]]");
  CHECK(faults_of(with("domain = \"finance\"", ""))
        == "f:16:3: node.actor.domain: is missing; expected a name of 1 to 64 "
           "letters, digits, - and _");
  CHECK(faults_of("network = 3\nnode = [1]\n")
        == "f:1:11: network: expected a table, found 3\n"
           "f:2:8: node: expected one or more [[node]], found an array");
}

TEST_CASE("topology: everything that is wrong is told in one go") {
  auto text = with("\"demo\"", "7");
  text += "  blocs = 3\n[limits]\nrequests_max = \"many\"\n";
  CHECK(faults_of(text)
        == "f:2:8: network.name: expected a name of 1 to 64 letters, digits, - "
           "and _, found 7\n"
           "f:34:3: node.actor.blocs: unknown key; did you mean \"blocks\"?\n"
           "f:36:16: limits.requests_max: expected an integer from 1 to 10000, "
           "found \"many\"");
}

TEST_CASE("topology: references must lead somewhere") {
  CHECK(faults_of(with("model = \"reader\"", "model = \"raeder\""))
        == "f:26:11: node.actor.model: no [[model]] is called \"raeder\"; did "
           "you mean \"reader\"?");
  CHECK(faults_of(with("[[model]]\nname = \"reader\"\nfile = "
                       "\"model/reader.gguf\"\n",
                       ""))
          .find("no [[model]] is called \"reader\"; expected none")
        != std::string::npos);
}

TEST_CASE("topology: what must differ must differ") {
  CHECK(faults_of(with("name = \"worker\"", "name = \"front\""))
        == "f:22:8: node.name: another node is \"front\" already; expected one "
           "that differs");
  auto fixed = with("tcp://127.0.0.1:0", "tcp://127.0.0.1:8080");
  CHECK(faults_of(fixed)
        == "f:13:12: node.actor.listen: another address is \"127.0.0.1:8080\" "
           "already; expected one that differs");
  CHECK(faults_of(with("blocks = \"3-5\"", "blocks = \"0-2\""))
        == "f:24:3: node.actor: two shard_workers of node worker run the same "
           "blocks of reader; expected replicas on different nodes");
}

TEST_CASE("topology: machines apart need fixed ports and public keys") {
  auto text = with("tcp://127.0.0.1:0", "tcp://10.0.0.1:0");
  CHECK(
    faults_of(text)
    == "f:8:1: node.public_key: expected the node's public key, since nodes "
       "run on several machines: see `synod keys new`\n"
       "f:10:11: node.address: expected a fixed port: only nodes on this "
       "machine can be told of a free one\n"
       "f:21:1: node.public_key: expected the node's public key, since "
       "nodes run on several machines: see `synod keys new`");
}

TEST_CASE("topology: the model's blocks are checked where it can be opened") {
  auto six = read_network(small, "/data", [](const auto&) { return 6; });
  CHECK(six.found);
  CHECK(six.warnings.empty());
  auto eight = read_network(small, "/data", [](const auto&) { return 8; });
  REQUIRE(eight.faults.size() == 1);
  CHECK(to_string(eight.faults[0], "f")
        == "f:5:8: model.name: model \"reader\": no shard_worker runs blocks "
           "6-7");
  auto none = read_network(
    small, "/data", [](const auto&) { return std::optional<std::uint32_t>{}; });
  CHECK(none.found);
  REQUIRE(none.warnings.size() == 1);
}

TEST_CASE("topology: validators keep a ledger, each on a node of its own") {
  auto validator = std::string{"  [[node.actor]]\n  role = \"validator\"\n"};
  auto node = [&](const std::string& name) {
    return "[[node]]\nname = \"" + name
           + "\"\naddress = \"tcp://127.0.0.1:0\"\n" + validator;
  };
  CHECK(faults_of(small + node("v1"))
          .find("node worker has more than one shard_worker; expected each on "
                "a node of its own")
        != std::string::npos);
  auto apart = with("  [[node.actor]]\n  role = \"shard_worker\"\n  model = "
                    "\"reader\"\n  blocks = \"3-5\"",
                    "[[node]]\nname = \"worker-2\"\naddress = "
                    "\"tcp://127.0.0.1:0\"\n  [[node.actor]]\n  role = "
                    "\"shard_worker\"\n  model = \"reader\"\n  blocks = "
                    "\"3-5\"");
  auto one = apart + node("v1");
  auto alone = read(one);
  REQUIRE(alone.found);
  REQUIRE(alone.warnings.size() == 1);
  CHECK(alone.warnings[0]
        == "with 1 of at least 4 validators, one that is lost or lies stops "
           "the ledger");
  auto four = read(one + node("v2") + node("v3") + node("v4")
                   + "[ledger]\ngenesis = \"genesis.json\"\n");
  REQUIRE(four.found);
  CHECK(four.warnings.empty());
  CHECK(four.found->ledger.genesis == "/data/genesis.json");
  CHECK(role_of(four.found->nodes.back().actors[0].options)
        == std::string{"validator"});
  CHECK(faults_of(one + validator).find("more than one validator")
        != std::string::npos);
  CHECK(faults_of(std::string{small} + "[ledger]\n")
          .find("there is no validator to keep a ledger")
        != std::string::npos);
}

TEST_CASE("topology: hostile text is refused in bounded time and space") {
  CHECK(faults_of(std::string(300'000, 'x')) == "f: is larger than 256 KiB");
  CHECK(faults_of(std::string(2000, 'x'))
        == "f:1:1: is longer than 1024 bytes");
  auto deep = std::string{"a"};
  for (auto i = 0; i < 400; ++i)
    deep += ".a";
  CHECK(faults_of("\n" + deep + " = 1") == "f:2:1: has more than 32 dots");
  CHECK(faults_of("# " + std::string(5000, '.') + "\n[network]\nname = 1")
          .find("network.name: expected")
        != std::string::npos);
  CHECK(read("a = \"\x1b[31m\"").faults.size() == 1);
  auto many = std::string{};
  for (auto i = 0; i < 1000; ++i)
    many += "key" + std::to_string(i) + " = 1\n";
  CHECK(read(many).faults.size() == 100);
}
