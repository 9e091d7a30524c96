// Validators that lag, stand still or lie, escrows that end, and coordinators
// that start anew: what the ledger does to paid requests, and what not.

#include "runtime/ledger/attestations.hpp"
#include "schemas/ledger_bodies.hpp"
#include "tests/sim/paid_fixture.hpp"

#include <algorithm>

using namespace synod;
using namespace synod::sim;
using namespace std::chrono_literals;

namespace {

struct ledger_fixture : paid_fixture {
  escrow_id open(time_ms lifetime, const std::string& for_whom = "front") {
    auto body = open_escrow{};
    body.coordinator = account_of(for_whom).id;
    body.model = sim_model;
    body.price = paid_price;
    body.deposit = 10'000;
    body.expires_ms = wall_at(net.wires().now()) + lifetime;
    auto id = transaction_id{};
    REQUIRE_FALSE(net.books().run(account_of("client"),
                                  transaction_type::open_escrow,
                                  canonical_encode(body), &id));
    return escrow_id{id.bytes()};
  }

  std::optional<errc> close(const escrow_id& id) {
    return net.books().run(account_of("client"), transaction_type::close_escrow,
                           canonical_encode(close_escrow{1, id}));
  }

  request_id ask_from(const escrow_id& escrow, std::uint64_t number) {
    auto call = net.completion(10);
    call.cap = cap_of(escrow, number, 1'000);
    call.request = ledger::request_of(escrow, number);
    return net.ask(call);
  }

  /// @returns what the coordinator says to a call that it has heard before.
  std::string ask_again(start_request call) {
    auto said = std::optional<std::string>{};
    call.asker = {"desk", "asker"};
    net.wires().call("desk", {"front", "coordinator"}, call, 5s,
                     [&](const reply& x) {
                       auto* why = std::get_if<errc>(&x);
                       said = why ? to_string(*why) : "started";
                     });
    REQUIRE(net.run_until([&] { return said.has_value(); }));
    return *said;
  }

  void restart_front() {
    net.wires().crash("front");
    net.restart("front");
    net.run_for(3s);
  }
};

} // namespace

TEST_CASE_METHOD(ledger_fixture,
                 "paid: a validator that stands still holds up nothing",
                 "[sim]") {
  auto which = GENERATE(0u, 1u, 3u);
  net.validator_at(which).stand_still();
  for (auto i = 0; i < 3; ++i) {
    auto id = net.ask(net.completion(20));
    await_attestation(id);
    CHECK(net.record(id).token_at.front() - net.record(id).asked_at < 100ms);
  }
  auto& who = net.front().core().paid()->who();
  REQUIRE(net.run_until(
    [&] { return who.height() == net.books().height().value(); }, 60s));
}

TEST_CASE_METHOD(ledger_fixture,
                 "paid: an escrow that one validator does not know yet is "
                 "looked up with another",
                 "[sim]") {
  for (auto i = 0U; i < 3; ++i)
    net.validator_at(i).stand_still();
  auto fresh = open(86'400'000);
  auto id = ask_from(fresh, 0);
  CHECK(refusal(id) == "served");
  await_attestation(id);
}

TEST_CASE_METHOD(ledger_fixture,
                 "paid: a validator that lies is not asked without end",
                 "[sim]") {
  net.validator_at(0).lie();
  auto before = net.validator_at(0).asked();
  net.run_for(10s);
  CHECK(net.validator_at(0).asked() - before < 100);
  auto id = net.ask(net.completion(20));
  await_attestation(id);
  net.run_for(20s);
  CHECK(net.front().core().paid()->who().height()
        == net.books().height().value());
}

TEST_CASE_METHOD(ledger_fixture, "paid: a closed escrow pays for no more",
                 "[sim]") {
  auto escrow = open(86'400'000);
  auto under_way = ask_from(escrow, 0);
  reach(under_way, 5);
  REQUIRE_FALSE(close(escrow));
  net.run_for(1s);
  CHECK(refusal(ask_from(escrow, 1)) == "escrow_closing");
  await_attestation(under_way); // but for what was promised before
  CHECK(net.front().core().paid()->escrows().size() == 2);
}

TEST_CASE_METHOD(ledger_fixture,
                 "paid: an escrow that could expire before the request is "
                 "settled is not served",
                 "[sim]") {
  auto escrow = open(700'000);
  auto early = ask_from(escrow, 0);
  await_attestation(early);
  net.run_for(600s);
  CHECK(refusal(ask_from(escrow, 1)) == "escrow_expired");
}

TEST_CASE_METHOD(ledger_fixture, "paid: an expired escrow goes back", "[sim]") {
  auto client = account_of("client");
  auto escrow = open(700'000);
  auto fee = await_attestation(ask_from(escrow, 0)).fee;
  auto back = canonical_encode(expire{1, escrow});
  CHECK(net.books().run(client, transaction_type::expire, back)
        == errc::escrow_not_expired);
  net.run_for(701s);
  net.books().make_block(wall_at(net.wires().now()));
  auto before = net.books().account(client.id).balance;
  // Blocks come with transactions alone, so this one brings the time along.
  auto made
    = accounts::make_transaction(client,
                                 {net.books().account(client.id).next_nonce,
                                  wall_at(net.wires().now()) + 60'000, 1'000},
                                 transaction_type::expire, back);
  REQUIRE(net.books().submit(made.canonical, wall_at(net.wires().now())));
  net.run_for(2s);
  REQUIRE(net.books().find(made.id));
  CHECK(net.books().find(made.id)->receipt.refusal == 0);
  CHECK_FALSE(net.books().escrow(escrow));
  CHECK(net.books().account(client.id).balance == before + 10'000 - fee - 1);
  CHECK(net.front().core().paid()->escrows().size() == 1);
}

TEST_CASE_METHOD(
  ledger_fixture,
  "paid: an escrow of another coordinator is nothing to this one", "[sim]") {
  auto foreign = open(86'400'000, "thief");
  CHECK(refusal(ask_from(foreign, 0)) == "unknown_escrow");
  net.run_for(5s);
  CHECK(net.front().core().paid()->who().height()
        == net.books().height().value());
  CHECK(net.front().core().paid()->escrows().size() == 1);
}

TEST_CASE_METHOD(ledger_fixture,
                 "paid: a request number is good once, whatever starts anew",
                 "[sim]") {
  auto call = net.completion(10);
  auto id = net.ask(call);
  await_attestation(id);
  CHECK(ask_again(call) == "request_settled");
  restart_front();
  CHECK(ask_again(call) == "request_settled");
  CHECK(refusal(net.ask(net.completion(10))) == "served");
}

TEST_CASE_METHOD(ledger_fixture,
                 "paid: a coordinator that dies in mid-request charges "
                 "nothing, and settles what it had attested",
                 "[sim]") {
  auto done = net.ask(net.completion(20));
  REQUIRE(net.run_until([&] { return net.record(done).is_over(); }));
  auto lost = net.ask(net.completion(120));
  reach(lost, 40);
  for (auto i = 0U; i < 4; ++i)
    net.validator_at(i).lose(true);
  restart_front();
  for (auto i = 0U; i < 4; ++i)
    net.validator_at(i).lose(false);
  REQUIRE(
    net.run_until([&] { return net.books().attestation(done).has_value(); }));
  net.run_for(90s);
  CHECK_FALSE(net.books().attestation(lost));
  CHECK(escrow_balance() == 100'000 - net.books().attestation(done)->fee);
  CHECK(net.disk().empty());
  CHECK(net.is_memory_free());
}
