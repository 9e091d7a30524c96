// A gateway that pays for its clients: what waits for an escrow, what does not,
// and that nothing waits in vain. The account keeper is a script.

#include "actors/gateway/json_body.hpp"
#include "runtime/ledger/attestations.hpp"
#include "runtime/ledger/escrows.hpp"
#include "schemas/canonical.hpp"
#include "tests/actors/gateway/busy_validator.hpp"
#include "tests/actors/gateway/scripted_network.hpp"
#include "tests/support/temporary_folder.hpp"

#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <catch2/catch.hpp>

#include <fstream>

using namespace synod;
using namespace synod::test;
using Catch::Contains;
using Catch::StartsWith;
using openai::json;

namespace {

/// What the keeper was given; shared with the test's thread.
struct keeper_record {
  std::mutex mutex;
  std::vector<transaction_type> types;
  std::optional<errc> refusal;

  [[nodiscard]] std::size_t count(transaction_type type) {
    auto guard = std::lock_guard{mutex};
    return static_cast<std::size_t>(std::ranges::count(types, type));
  }
};

struct keeper_state {
  std::vector<std::pair<caf::typed_response_promise<submission_result>,
                        submission_result>>
    held;
  bool holds = false;
};

/// Puts into a block what it is given; or, told to hold, at the next tick.
account_keeper_actor::behavior_type
scripted_keeper(account_keeper_actor::stateful_pointer<keeper_state> self,
                keeper_record* record, bool holds) {
  self->state.holds = holds;
  return {
    [self, record](const submission& x) -> caf::result<submission_result> {
      auto result = submission_result{};
      {
        auto guard = std::lock_guard{record->mutex};
        record->types.push_back(x.type);
        auto number = static_cast<std::uint8_t>(record->types.size());
        result.what.id = transaction_id{{number}};
        result.what.height = block_height{number};
        if (x.type != transaction_type::close_escrow)
          result.what.refusal = record->refusal;
      }
      if (!self->state.holds)
        return result;
      auto promise = self->make_response_promise<submission_result>();
      self->state.held.emplace_back(promise, result);
      return promise;
    },
    [self](caf::tick_atom, std::uint64_t) {
      self->state.holds = false;
      for (auto& [promise, result] : std::exchange(self->state.held, {}))
        promise.deliver(result);
    },
  };
}

struct paying_network : scripted_network {
  temporary_folder folder;
  keeper_record keeper;
  account_keeper_actor keeping{};
  validator_actor validating{}; ///< Null: it is down.

  void pay(bool holds = false) {
    keeping = system().spawn(scripted_keeper, &keeper, holds);
    auto x = payment_options{};
    x.account = {"chain", account_id{{1}}, [](auto) { return signature{}; }};
    x.models["reader"] = {model_root{{5}}, 1'000, 3};
    for (const auto& to : options.coordinators)
      x.coordinators[to.node + "/coordinator"] = account_id{{2}};
    x.keeper = keeping;
    x.chain = {{{"v", "validator"}},
               [this](const actor_address&) -> caf::expected<validator_actor> {
                 if (!validating)
                   return errc::node_down;
                 return validating;
               }};
    x.escrows = folder.path() / "escrows.json";
    x.records = folder.path() / "records";
    options.payment = std::move(x);
    serve();
  }

  void go_on() {
    caf::anon_send(keeping, caf::tick_atom::value, std::uint64_t{0});
  }

  /// What a coordinator says of the last request that it answered.
  request_settled settled(const std::string& text) {
    auto result = request_settled{};
    result.request = record.started.back().request;
    auto asked = request_record{};
    asked.prompt = "What is the rate?";
    result.record = canonical_encode(asked);
    result.attest = canonical_encode(attest{});
    result.text = text;
    return result;
  }

  /// What the gateway shows, and the headers that ask for it.
  std::string show(const std::string& what, const std::string& key) {
    auto header = key.empty() ? "" : "Synod-Record-Key: " + key + "\r\n";
    return exchange(get("/synod/requests/" + what, header));
  }

  ~paying_network() {
    caf::anon_send_exit(keeping, caf::exit_reason::user_shutdown);
    if (validating)
      caf::anon_send_exit(validating, caf::exit_reason::user_shutdown);
  }
};

} // namespace

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

TEST_CASE("payment: the record of a request is shown to whoever asked it, and "
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
  x.settle(x.settled("Hi"));
  auto shown = x.show(id, key);
  CHECK_THAT(shown, StartsWith("HTTP/1.1 200 OK\r\n"));
  CHECK(json::parse(body_of(shown))["text"] == "Hi");
  // Another request's key, none, and a request that was never asked.
  (void) x.exchange(chat());
  x.settle(x.settled("Ho"));
  auto other = to_hex(x.record.started.at(1).request);
  auto unknown = body_of(x.show(std::string(64, '7'), key));
  CHECK_THAT(unknown, Contains("unknown_request"));
  for (const auto& what : {id, id + "/route"})
    for (const auto& wrong : {std::string{}, std::string(32, '0')}) {
      auto refused = x.show(what, wrong);
      CHECK_THAT(refused, StartsWith("HTTP/1.1 404 "));
      CHECK(body_of(refused) == unknown);
    }
  CHECK(body_of(x.show(other, key)) == unknown);
  CHECK(body_of(x.show(std::string(64, '7') + "/route", key)) == unknown);
}

TEST_CASE("payment: where nothing is paid no record key is told", "[gateway]") {
  auto x = scripted_network{};
  x.add_coordinator({.text = {"Hi"}});
  x.serve();
  auto answer = json::parse(body_of(x.exchange(chat())));
  CHECK_FALSE(answer["synod"].contains("record_key"));
}

TEST_CASE("payment: clients who ask the chain do not use up the validators",
          "[gateway]") {
  auto [path, calls_max] = GENERATE(table<std::string, int>(
    {{"block/7", 256},
     {"tx/" + std::string(64, 'a') + "?wait_ms=30000", 128}}));
  auto asked = std::atomic<int>{0};
  auto x = paying_network{};
  x.validating = x.system().spawn(busy_validator, &asked);
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
