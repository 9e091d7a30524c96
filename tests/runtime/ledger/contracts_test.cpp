#include "runtime/ledger/escrows.hpp"
#include "runtime/ledger/workers.hpp"
#include "served_request.hpp"

using namespace synod;
using namespace synod::test;

namespace {

register_worker registration() {
  auto body = register_worker{};
  body.key = curve_key{curve_key::bytes_type{9}};
  body.worker_name = "dora/shard";
  body.model = test_model();
  body.range = {3, 3};
  body.bond = 1'000;
  return body;
}

open_escrow deposit(const test_chain& chain) {
  auto body = open_escrow{};
  body.coordinator = account("carol");
  body.model = test_model();
  body.price = 1;
  body.deposit = 500;
  body.expires_ms = chain.time + 100'000;
  return body;
}

} // namespace

TEST_CASE("bank: a transfer moves money and burns the fee", "[ledger]") {
  auto chain = test_chain{};
  CHECK(chain.apply("alice", transfer{1, account("eve"), 300}) == errc{});
  CHECK(chain.balance("alice") == 1'000'000 - 300 - 2);
  CHECK(chain.balance("eve") == 300);
  CHECK(chain.burned() == 2);
}

TEST_CASE("bank: a transfer to oneself costs the fee alone", "[ledger]") {
  auto chain = test_chain{};
  CHECK(chain.apply("alice", transfer{1, account("alice"), 999'998}) == errc{});
  CHECK(chain.balance("alice") == 999'998);
}

TEST_CASE("bank: every refusal names its reason", "[ledger]") {
  auto chain = test_chain{};
  CHECK(chain.apply("alice", transfer{1, account("bob"), 0})
        == errc::amount_is_zero);
  CHECK(chain.apply("alice", transfer{1, account("bob"), 1'000'000})
        == errc::insufficient_balance);
  CHECK(chain.balance("bob") == 1'000'000);
}

TEST_CASE("workers: a registration locks the bond until the dispute window has "
          "passed",
          "[ledger]") {
  auto chain = test_chain{};
  REQUIRE(chain.apply("dora", registration()) == errc{});
  CHECK(chain.balance("dora") == 1'000'000 - 1'000 - 2);
  auto keys = chain.context().keys();
  CHECK(ledger::find_worker_by_name(chain.state, keys, "dora/shard")
        == account("dora"));

  REQUIRE(chain.apply("dora", unregister_worker{}) == errc{});
  CHECK(chain.apply("dora", unregister_worker{}) == errc::worker_leaving);
  CHECK(chain.apply("dora", registration()) == errc::worker_exists);
  chain.pass(119'000);
  chain.block({});
  CHECK(ledger::find_worker(chain.state, keys, account("dora")));
  chain.pass(2'000);
  chain.block({});
  CHECK_FALSE(ledger::find_worker(chain.state, keys, account("dora")));
  CHECK(chain.balance("dora") == 1'000'000 - 4 * 2);
  CHECK(chain.apply("mallory", registration()) == errc{});
}

TEST_CASE("workers: a stolen name or key is refused", "[ledger]") {
  auto chain = test_chain{};
  REQUIRE(chain.apply("dora", registration()) == errc{});
  CHECK(chain.apply("mallory", registration()) == errc::worker_name_taken);
  auto body = registration();
  body.worker_name = "mallory/shard";
  CHECK(chain.apply("mallory", body) == errc::curve_key_taken);
}

TEST_CASE("workers: every refusal names its reason", "[ledger]") {
  auto chain = test_chain{};
  auto attempt = [&](auto spoil) {
    auto body = registration();
    spoil(body);
    return chain.apply("dora", body);
  };
  CHECK(attempt([](auto& x) { x.worker_name = ""; }) == errc::bad_worker_name);
  CHECK(attempt([](auto& x) { x.worker_name = "Dora"; })
        == errc::bad_worker_name);
  CHECK(attempt([](auto& x) { x.worker_name = std::string(65, 'a'); })
        == errc::bad_worker_name);
  CHECK(attempt([](auto& x) { x.model = {}; }) == errc::unknown_model);
  CHECK(attempt([](auto& x) { x.range = {0, 0}; }) == errc::wrong_range);
  CHECK(attempt([](auto& x) { x.range = {6, 1}; }) == errc::wrong_range);
  CHECK(attempt([](auto& x) { x.range = {5, ~0U}; }) == errc::wrong_range);
  CHECK(attempt([](auto& x) { x.bond = 999; }) == errc::bond_too_small);
  CHECK(attempt([](auto& x) { x.bond = 1'000'000; })
        == errc::insufficient_balance);
  CHECK(chain.apply("dora", unregister_worker{}) == errc::unknown_worker);
}

TEST_CASE("workers: who asks too much, leaves, or serves another model is not "
          "eligible",
          "[ledger]") {
  auto escrow = ledger::escrow_record{};
  escrow.model = test_model();
  escrow.price = 10;
  auto worker = ledger::worker_record{};
  worker.model = test_model();
  worker.ask = 10;
  CHECK(ledger::is_eligible(worker, escrow));
  worker.ask = 11;
  CHECK_FALSE(ledger::is_eligible(worker, escrow));
  worker.ask = 10;
  worker.leaves_ms = 1;
  CHECK_FALSE(ledger::is_eligible(worker, escrow));
  worker.leaves_ms = 0;
  worker.model = {};
  CHECK_FALSE(ledger::is_eligible(worker, escrow));
}

TEST_CASE("escrow: what was deposited is topped up by anyone, and goes back "
          "after the delay",
          "[ledger]") {
  auto chain = test_chain{};
  REQUIRE(chain.apply("alice", deposit(chain)) == errc{});
  auto id = ledger::escrow_of(chain.last_id);
  CHECK(chain.balance("alice") == 1'000'000 - 500 - 2);
  REQUIRE(chain.apply("bob", top_up{1, id, 250}) == errc{});
  REQUIRE(chain.apply("alice", close_escrow{1, id}) == errc{});
  CHECK(chain.apply("bob", top_up{1, id, 250}) == errc::escrow_closing);
  CHECK(chain.apply("alice", close_escrow{1, id}) == errc::escrow_closing);
  chain.pass(59'000);
  chain.block({});
  CHECK(chain.balance("alice") == 1'000'000 - 500 - 3 * 2);
  chain.pass(2'000);
  chain.block({});
  CHECK(chain.balance("alice") == 1'000'000 + 250 - 3 * 2);
  CHECK(chain.apply("alice", close_escrow{1, id}) == errc::unknown_escrow);
}

TEST_CASE("escrow: an expired escrow goes back, whoever asks", "[ledger]") {
  auto chain = test_chain{};
  REQUIRE(chain.apply("alice", deposit(chain)) == errc{});
  auto id = ledger::escrow_of(chain.last_id);
  CHECK(chain.apply("bob", expire{1, id}) == errc::escrow_not_expired);
  chain.pass(101'000);
  CHECK(chain.apply("bob", top_up{1, id, 1}) == errc::escrow_expired);
  CHECK(chain.apply("bob", expire{1, id}) == errc{});
  CHECK(chain.balance("alice") == 1'000'000 - 2);
  CHECK(chain.apply("bob", expire{1, id}) == errc::unknown_escrow);
}

TEST_CASE("escrow: one that was closed and expired is paid back once",
          "[ledger]") {
  auto chain = test_chain{};
  auto body = deposit(chain);
  body.expires_ms = chain.time + 60'001;
  REQUIRE(chain.apply("alice", body) == errc{});
  auto id = ledger::escrow_of(chain.last_id);
  chain.pass(100);
  REQUIRE(chain.apply("alice", close_escrow{1, id}) == errc{});
  chain.pass(59'950);
  REQUIRE(chain.apply("bob", expire{1, id}) == errc{});
  chain.pass(60'000);
  chain.block({});
  CHECK(chain.balance("alice") == 1'000'000 - 2 * 2);
}

TEST_CASE("escrow: every refusal names its reason", "[ledger]") {
  auto chain = test_chain{};
  auto attempt = [&](auto spoil) {
    auto body = deposit(chain);
    spoil(body);
    return chain.apply("alice", body);
  };
  CHECK(attempt([](auto& x) { x.model = {}; }) == errc::unknown_model);
  CHECK(attempt([](auto& x) { x.price = 0; }) == errc::amount_is_zero);
  CHECK(attempt([](auto& x) { x.deposit = 0; }) == errc::amount_is_zero);
  CHECK(attempt([](auto& x) { x.expires_ms -= 41'000; }) == errc::bad_expiry);
  CHECK(attempt([](auto& x) { x.deposit = 2'000'000; })
        == errc::insufficient_balance);
  REQUIRE(chain.apply("alice", deposit(chain)) == errc{});
  auto id = ledger::escrow_of(chain.last_id);
  CHECK(chain.apply("bob", close_escrow{1, id}) == errc::not_the_owner);
  CHECK(chain.apply("bob", top_up{1, id, 0}) == errc::amount_is_zero);
  CHECK(chain.apply("bob", top_up{1, {}, 1}) == errc::unknown_escrow);
  CHECK(chain.apply("bob", top_up{1, id, 1'000'000})
        == errc::insufficient_balance);
}

TEST_CASE("releases: more than a block takes follow in the next ones",
          "[ledger]") {
  auto chain = test_chain{};
  auto opened = std::vector<std::string>{};
  for (auto i = std::uint64_t{0}; i < 300; ++i) {
    auto x = chain.draft("alice", deposit(chain));
    x.nonce = i;
    opened.push_back(chain.sign(x));
  }
  auto receipts = chain.block(opened);
  auto closed = std::vector<std::string>{};
  for (auto i = std::uint64_t{0}; i < 300; ++i) {
    REQUIRE(receipts[i].refusal == 0);
    auto x = chain.draft("alice",
                         close_escrow{1, ledger::escrow_of(receipts[i].id)});
    x.nonce = 300 + i;
    closed.push_back(chain.sign(x));
  }
  chain.block(closed);
  chain.pass(61'000);
  auto before = chain.balance("alice");
  chain.block({});
  CHECK(chain.balance("alice") == before + 256 * 500);
  chain.block({});
  CHECK(chain.balance("alice") == before + 300 * 500);
}
