// A gateway that pays for its clients: what waits for an escrow, what does not,
// and that nothing waits in vain. The account keeper is a script.

#include "actors/gateway/json_body.hpp"
#include "runtime/ledger/attestations.hpp"
#include "runtime/ledger/escrows.hpp"
#include "tests/actors/gateway/busy_validator.hpp"
#include "tests/actors/gateway/paying_network.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace synod;
using namespace synod::test;
using Catch::Contains;
using Catch::StartsWith;
using openai::json;

TEST_CASE("payment: a request goes by the id that follows from its cap",
          "[gateway]") {
  auto x = paying_network{};
  x.add_coordinator({.text = {"Hi"}});
  x.pay();
  auto response = x.exchange(chat());
  CHECK_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
  REQUIRE(x.record.started.size() == 1);
  const auto& started = x.record.started[0];
  CHECK(started.cap.cap.escrow == ledger::escrow_of(transaction_id{{1}}));
  CHECK(started.request
        == ledger::request_of(started.cap.cap.escrow,
                              started.cap.cap.request_number));
  CHECK_THAT(response,
             Contains("x-request-id: " + to_hex(started.request) + "\r\n"));
  CHECK(x.keeper.count(transaction_type::open_escrow) == 1);
}

TEST_CASE("payment: the very first request waits for a block and says so, the "
          "next ones do not",
          "[gateway]") {
  auto x = paying_network{};
  x.add_coordinator({.text = {"Hi"}});
  x.pay(true);
  auto client = raw_client{x.port()};
  client.send(chat());
  CHECK(eventually([&] { return x.gauge("requests_waiting") == 1; }));
  CHECK(x.record.started.empty());
  x.go_on();
  auto first = json::parse(body_of(client.read_response()));
  CHECK(first["choices"][0]["message"]["content"] == "Hi");
  CHECK(first["synod"]["waited_for_escrow"] == true);
  auto second = json::parse(body_of(x.exchange(chat())));
  CHECK_FALSE(second["synod"].contains("waited_for_escrow"));
  CHECK(x.gauge("requests_waiting") == 0);
}

TEST_CASE("payment: an escrow that cannot be opened fails its request by name",
          "[gateway]") {
  auto x = paying_network{};
  x.add_coordinator({.text = {"Hi"}});
  x.keeper.refusal = errc::insufficient_balance;
  x.pay();
  auto response = x.exchange(chat());
  CHECK_THAT(response, Contains("insufficient_balance"));
  CHECK(x.record.started.empty());
  CHECK(eventually([&] { return x.gauge("requests_open") == 0; }));
  CHECK(x.gauge("requests_waiting") == 0);
}

TEST_CASE("payment: clients that leave while they wait are forgotten",
          "[gateway]") {
  auto x = paying_network{};
  x.add_coordinator({.text = {"Hi"}});
  x.pay(true);
  for (auto i = 0; i < 20; ++i) {
    auto client = raw_client{x.port()};
    client.send(chat());
    CHECK(eventually([&] { return x.gauge("requests_waiting") == 1; }));
    client.leave();
    CHECK(eventually([&] { return x.gauge("requests_waiting") == 0; }));
  }
  x.go_on();
  CHECK_THAT(x.exchange(chat()), StartsWith("HTTP/1.1 200 OK\r\n"));
  CHECK(x.record.started.size() == 1);
  CHECK(x.keeper.count(transaction_type::open_escrow) == 1);
}

TEST_CASE("payment: an escrow that is refused is closed, and the request goes "
          "on with another",
          "[gateway]") {
  auto refusal = GENERATE(errc::escrow_closing, errc::escrow_expired,
                          errc::unknown_escrow, errc::request_settled);
  auto x = paying_network{};
  x.add_coordinator({.refusal = refusal, .refusals = 1, .text = {"Hi"}});
  x.pay();
  auto answer = json::parse(body_of(x.exchange(chat())));
  CHECK(answer["choices"][0]["message"]["content"] == "Hi");
  REQUIRE(x.record.started.size() == 2);
  CHECK(x.record.started[0].cap.cap.escrow
        != x.record.started[1].cap.cap.escrow);
  CHECK(x.keeper.count(transaction_type::open_escrow) == 2);
  CHECK(x.keeper.count(transaction_type::close_escrow) == 1);
}

TEST_CASE("payment: a coordinator that always refuses the escrow is not asked "
          "for ever",
          "[gateway]") {
  auto x = paying_network{};
  x.add_coordinator({.refusal = errc::escrow_exhausted});
  x.pay();
  auto response = x.exchange(chat());
  CHECK_THAT(response, Contains("escrow_exhausted"));
  CHECK(x.record.started.size() == 2);
}

TEST_CASE("payment: numbers are not used again by the next process",
          "[gateway]") {
  auto file = temporary_folder{};
  auto first = std::uint64_t{0};
  {
    auto x = paying_network{};
    x.add_coordinator({.text = {"Hi"}});
    x.pay();
    CHECK_THAT(x.exchange(chat()), StartsWith("HTTP/1.1 200 OK\r\n"));
    first = x.record.started.at(0).cap.cap.request_number;
    std::filesystem::copy_file(x.folder.path() / "escrows.json",
                               file.path() / "escrows.json");
  }
  auto x = paying_network{};
  x.add_coordinator({.text = {"Hi"}});
  std::filesystem::copy_file(file.path() / "escrows.json",
                             x.folder.path() / "escrows.json");
  x.pay();
  CHECK_THAT(x.exchange(chat()), StartsWith("HTTP/1.1 200 OK\r\n"));
  CHECK(x.record.started.at(0).cap.cap.request_number > first);
  CHECK(x.keeper.count(transaction_type::open_escrow) == 0);
}

TEST_CASE("payment: a gateway that cannot listen opens no escrow",
          "[gateway]") {
  auto first = paying_network{};
  first.add_coordinator({.text = {"Hi"}});
  first.pay();
  auto second = paying_network{};
  second.add_coordinator({.text = {"Hi"}});
  second.options.listen_port = first.port();
  CHECK_THROWS_AS(second.pay(), std::runtime_error);
  CHECK(second.keeper.count(transaction_type::open_escrow) == 0);
}

TEST_CASE("payment: clients who ask the chain do not use up the validators",
          "[gateway]") {
  auto [path, calls_max] = GENERATE(table<std::string, int>(
    {{"block/7", 256},
     {"tx/" + std::string(64, 'a') + "?wait_ms=30000", 128}}));
  auto asked = std::atomic<int>{0};
  auto x = paying_network{};
  x.chain
    = caf::actor_cast<caf::actor>(x.system().spawn(busy_validator, &asked));
  x.pay();
  auto get = [](const std::string& what) {
    return "GET /chain/" + what + " HTTP/1.1\r\nHost: x\r\n\r\n";
  };
  auto clients = std::vector<std::unique_ptr<raw_client>>{};
  for (auto i = 0; i < calls_max; ++i) {
    clients.push_back(std::make_unique<raw_client>(x.port()));
    clients.back()->send(get(path));
  }
  CHECK(eventually([&, most = calls_max] { return asked >= most; }));
  CHECK_THAT(x.exchange(get(path)),
             StartsWith("HTTP/1.1 503 ") && Contains("overloaded"));
  if (path[0] == 't') // who waits does not keep others from reading
    CHECK_THAT(x.exchange(get("status")), StartsWith("HTTP/1.1 200 "));
}

TEST_CASE("payment: a damaged file of escrows is named, and not the port",
          "[gateway]") {
  auto x = paying_network{};
  std::ofstream{x.folder.path() / "escrows.json"} << R"({"escrows": [{"avail)";
  CHECK_THROWS_WITH(x.pay(), Contains("escrows.json cannot be read")
                               && Contains("move the file away"));
}
