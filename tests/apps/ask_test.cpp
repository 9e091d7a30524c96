#include "apps/synod/ask.hpp"

#include "tests/actors/gateway/scripted_network.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <sstream>

using namespace synod;
using namespace synod::test;
using Catch::Contains;
using nlohmann::json;

namespace {

/// Runs the command in this process.
/// @returns what it wrote to standard output
/// @throws what it throws
std::string ask(std::vector<std::string> arguments) {
  auto app = program{"synod", ""};
  add_ask(app.commands());
  arguments.insert(arguments.begin(), "ask");
  auto out = std::ostringstream{};
  auto* before = std::cout.rdbuf(out.rdbuf());
  try {
    app.parse(std::move(arguments));
  } catch (...) {
    std::cout.rdbuf(before);
    throw;
  }
  std::cout.rdbuf(before);
  return out.str();
}

std::string url_of(const scripted_network& x) {
  return "http://127.0.0.1:" + std::to_string(x.port());
}

/// A network whose answer is "Hello", behind a data folder.
struct asked_network {
  explicit asked_network(coordinator_script script = {.text = {"Hel", "lo"}}) {
    network.add_coordinator(std::move(script));
    network.serve();
    write("gateway.url", url_of(network));
  }

  void write(const std::string& file, const std::string& line) const {
    std::ofstream{folder.path() / file} << line << '\n';
  }

  std::string operator()(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--data", folder.path().string()});
    return ask(std::move(arguments));
  }

  temporary_folder folder;
  scripted_network network;
};

} // namespace

TEST_CASE("ask: the answer, its citations and who ran which blocks", "[apps]") {
  auto x = asked_network{};
  CHECK(x({"Why?"})
        == "Hello\n\n"
           "domain   finance\n"
           "cited    p1  \"Rates\"  (rates, version 3)\n"
           "blocks   0-2  on w1/shard_worker\n"
           "blocks   3-5  on w2/shard_worker\n"
           "seed     42\n");
}

TEST_CASE("ask: --json prints exactly one object", "[apps]") {
  auto x = asked_network{};
  auto out = x({"Why?", "--json"});
  CHECK(std::ranges::count(out, '\n') == 1);
  auto answer = json::parse(out);
  CHECK(answer["text"] == "Hello");
  CHECK(answer["citations"][0]["passage"] == "p1");
  CHECK(answer["route"].size() == 2);
  CHECK(answer["seed"] == 42);
  CHECK(answer["domain"] == "finance");
  CHECK(answer["attempts"] == 1);
  CHECK(answer["finish_reason"] == "stop");
  CHECK(answer["model"] == "reader");
  CHECK(answer["usage"]["total_tokens"] == 7);
  CHECK(answer["request"].get<std::string>().size() == 64);
}

TEST_CASE("ask: every option reaches the coordinator", "[apps]") {
  auto x = asked_network{};
  (void) x({"Why?", "--domain", "none", "--model", "reader", "--seed",
            "18446744073709551615", "--max-tokens", "9", "--temperature",
            "0.5"});
  REQUIRE(x.network.record.started.size() == 1);
  auto& started = x.network.record.started[0];
  CHECK(started.messages.at(0).content == "Why?");
  CHECK(started.domain == "none");
  CHECK(started.seed_given);
  CHECK(started.sample.seed == UINT64_MAX);
  CHECK(started.sample.temperature == 0.5F);
  CHECK(started.tokens_max == 9);
}

TEST_CASE("ask: --url needs no data folder, and may end in /v1", "[apps]") {
  auto x = asked_network{};
  CHECK_THAT(ask({"Why?", "--url", url_of(x.network) + "/v1/"}),
             Contains("Hello"));
}

TEST_CASE("ask: a key comes from a file", "[apps]") {
  auto x = temporary_folder{};
  auto network = scripted_network{};
  network.add_coordinator({.text = {"Hello"}});
  network.options.api_keys = {"sk-1"};
  network.serve();
  auto file = (x.path() / "key").string();
  std::ofstream{file} << "sk-1\n";
  CHECK_THROWS_WITH(ask({"Why?", "--url", url_of(network)}),
                    Contains("HTTP 401"));
  CHECK_THAT(ask({"Why?", "--url", url_of(network), "--api-key-file", file}),
             Contains("Hello"));
}

TEST_CASE("ask: what fails says what, and what to do", "[apps]") {
  auto empty = temporary_folder{};
  CHECK_THROWS_WITH(ask({"Why?", "--data", empty.path().string()}),
                    Contains("no gateway runs in") && Contains("--data"));
  std::ofstream{empty.path() / "gateway.url"} << "http://127.0.0.1:1\n";
  CHECK_THROWS_WITH(ask({"Why?", "--data", empty.path().string()}),
                    Contains("Connection refused") && Contains("synod up"));
  auto unknown = asked_network{};
  CHECK_THROWS_WITH(unknown({"Why?", "--model", "gpt-5"}),
                    Contains("'gpt-5' does not exist"));
  auto full = asked_network{{.refusal = errc::overloaded}};
  CHECK_THROWS_WITH(full({"Why?"}), Contains("HTTP 503"));
  auto broken
    = asked_network{{.text = {"Hel"}, .error = errc::no_replica_left}};
  CHECK_THROWS_WITH(broken({"Why?", "--json"}),
                    Contains(describe(errc::no_replica_left)));
}

TEST_CASE("ask: what a model says cannot steer the terminal", "[apps]") {
  auto x = asked_network{{.text = {"a\x1b[2Jb\n"}}};
  CHECK_THAT(x({"Why?"}), Contains("a?[2Jb\n"));
  CHECK(json::parse(x({"Why?", "--json"}))["text"] == "a\x1b[2Jb\n");
}
