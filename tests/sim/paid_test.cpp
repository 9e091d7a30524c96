// Requests that are paid, on the real cores of workers and coordinator and the
// real ledger: what is attested, who is paid, and that the ledger is never in
// the way. Money is counted after every block.

#include "runtime/ledger/commitment.hpp"
#include "runtime/ledger/receipt_tiling.hpp"
#include "schemas/ledger_bodies.hpp"
#include "tests/sim/paid_fixture.hpp"

#include <algorithm>

using namespace synod;
using namespace synod::sim;
using namespace std::chrono_literals;

TEST_CASE_METHOD(paid_fixture,
                 "paid: a request is attested, and its workers paid", "[sim]") {
  auto id = net.ask(net.completion(48));
  auto proof = await_attestation(id);
  auto& record = net.record(id);
  auto positions = positions_of(record);
  CHECK(proof.fee == positions * paid_price);
  CHECK(record.end->cost == proof.fee);
  CHECK(escrow_balance() == 100'000 - proof.fee);
  CHECK(proof.failures.empty());
  CHECK(record.settled->positions == positions);
  auto total = amount{0};
  for (auto& hop : record.end->route) {
    CHECK(earned(hop.worker.node) > 0);
    total += earned(hop.worker.node);
  }
  CHECK(total <= proof.fee * 9 / 10);
  CHECK(total + 3 > proof.fee * 9 / 10);
  CHECK(net.disk().empty());
}

TEST_CASE_METHOD(paid_fixture,
                 "paid: what the asker is told opens the commitments",
                 "[sim]") {
  auto id = net.ask(net.chat(20));
  auto proof = await_attestation(id);
  auto& told = *net.record(id).settled;
  auto first = static_cast<std::uint32_t>(told.prompt.size());
  CHECK(told.tokens == net.record(id).tokens);
  CHECK(told.text == net.record(id).text);
  auto record = canonical_decode<request_record>(told.record);
  REQUIRE(record);
  CHECK(record->messages.at(0).content == "What is it?");
  CHECK(proof.commitments.prompt
        == ledger::commit_tokens(told.salt, 0, told.prompt));
  CHECK(proof.commitments.tokens
        == ledger::commit_tokens(told.salt, first, told.tokens));
  CHECK(proof.commitments.text == ledger::commit_text(told.salt, told.text));
  CHECK(proof.commitments.record
        == ledger::commit_record(told.salt, told.record));
}

TEST_CASE_METHOD(paid_fixture,
                 "paid: a worker killed in mid-request, both paid their part "
                 "and the tiling accepted",
                 "[sim]") {
  auto hop = GENERATE(0u, 1u, 2u);
  auto id = net.ask(net.completion(120));
  reach(id, 80);
  auto dead = net.runner(id, hop);
  net.wires().crash(dead);
  auto proof = await_attestation(id);
  auto& route = net.record(id).end->route;
  auto heir = route[hop].worker.node;
  CHECK(heir != dead);
  CHECK(earned(dead) > 0);
  CHECK(earned(heir) > 0);
  CHECK(signers(proof, 2 * hop)
        == std::set{account_of(dead).id, account_of(heir).id});
  REQUIRE(proof.failures.size() == 1);
  CHECK(proof.failures[0].worker == account_of(dead).id);
  CHECK(proof.failures[0].kind == failure_kind::unreachable);
  auto work = ledger::attested_work{};
  CHECK_FALSE(ledger::check_tiling(proof.receipts, 6, work));
  CHECK(work.tokens == positions_of(net.record(id)));
  CHECK(proof.fee == work.tokens * paid_price);
}

TEST_CASE_METHOD(paid_fixture,
                 "paid: a worker that hangs is paid for what it did before",
                 "[sim]") {
  auto hop = GENERATE(0u, 1u, 2u);
  auto id = net.ask(net.completion(120));
  reach(id, 80);
  auto node = net.runner(id, hop);
  net.at(node).hang();
  auto proof = await_attestation(id);
  CHECK(earned(node) > 0);
  CHECK(earned(net.record(id).end->route[hop].worker.node) > 0);
  CHECK(proof.fee == positions_of(net.record(id)) * paid_price);
}

TEST_CASE_METHOD(paid_fixture,
                 "paid: eight requests in flight settled in reverse", "[sim]") {
  auto ids = std::vector<request_id>{};
  for (auto i = 0U; i < 8; ++i)
    ids.push_back(net.ask(net.completion(180 - 20 * i)));
  auto fees = amount{0};
  auto place = std::vector<std::pair<block_height, std::uint32_t>>{};
  for (auto& id : ids) {
    fees += await_attestation(id).fee;
    auto* found = net.books().find(net.record(id).settled->attestation);
    place.emplace_back(found->height, found->index);
  }
  CHECK(std::ranges::is_sorted(place, std::greater{}));
  CHECK(escrow_balance() == 100'000 - fees);
}

namespace {

struct poor_fixture : paid_fixture {
  static cluster_options options() {
    auto result = paid_options();
    result.deposit = 3'000;
    return result;
  }

  poor_fixture() : paid_fixture(options()) {
  }
};

} // namespace

TEST_CASE_METHOD(poor_fixture, "paid: escrow exhausted", "[sim]") {
  auto first = net.ask(net.completion(48)); // caps 2,000 of 3,000
  auto second = net.ask(net.completion(48));
  CHECK(refusal(second) == "escrow_exhausted");
  auto small = net.completion(10);
  net.pay(small, 77, 900);
  CHECK(refusal(net.ask(small)) == "served");
  auto fee
    = await_attestation(first).fee + await_attestation(small.request).fee;
  CHECK(escrow_balance() == 3'000 - fee);
  CHECK(refusal(net.ask(net.completion(48))) == "escrow_exhausted");

  auto more = top_up{1, net.escrow(), 5'000};
  REQUIRE_FALSE(net.books().run(account_of("client"), transaction_type::top_up,
                                canonical_encode(more)));
  CHECK(refusal(net.ask(net.completion(48))) == "served");
}

TEST_CASE_METHOD(paid_fixture, "paid: an attestation lost and resubmitted",
                 "[sim]") {
  auto id = net.ask(net.completion(48));
  reach(id, 40);
  for (auto i = 0U; i < 4; ++i)
    net.validator_at(i).lose(true);
  REQUIRE(net.run_until([&] { return net.record(id).settled.has_value(); }));
  net.run_for(30s);
  CHECK_FALSE(is_final(id));
  CHECK(net.disk().size() == 1);
  for (auto i = 0U; i < 4; ++i)
    net.validator_at(i).lose(false);
  await_attestation(id);
  CHECK(net.disk().empty());
}

TEST_CASE_METHOD(paid_fixture, "paid: one validator down is seen by nobody",
                 "[sim]") {
  auto which = GENERATE(0u, 1u, 2u, 3u);
  net.wires().crash(cluster::validator(which));
  auto id = net.ask(net.completion(48));
  await_attestation(id);
  CHECK(net.record(id).end->attempts == 1);
  CHECK(net.record(id).token_at.front() - net.record(id).asked_at < 100ms);
}

TEST_CASE_METHOD(paid_fixture,
                 "paid: with all validators down requests go on, and are "
                 "attested later",
                 "[sim]") {
  auto before = net.ask(net.completion(10)); // the escrow gets known
  await_attestation(before);
  for (auto i = 0U; i < 4; ++i)
    net.wires().crash(cluster::validator(i));
  auto ids = std::vector<request_id>{};
  for (auto i = 0; i < 3; ++i) {
    ids.push_back(net.ask(net.completion(48)));
    CHECK(refusal(ids.back()) == "served");
  }
  net.run_for(10s);
  CHECK(net.disk().size() == 3);
  auto restarted = GENERATE(false, true);
  if (restarted) {
    net.wires().crash("front");
    net.restart("front");
  }
  net.start_validators();
  REQUIRE(net.run_until([&] {
    return std::ranges::all_of(
      ids, [&](auto& id) { return net.books().attestation(id).has_value(); });
  }));
  net.run_for(5s);
  CHECK(net.disk().empty());
}

TEST_CASE_METHOD(paid_fixture, "paid: what was not served is not charged",
                 "[sim]") {
  auto id = net.ask(net.completion(120));
  reach(id, 30);
  net.cancel(id);
  auto proof = await_attestation(id);
  CHECK(proof.fee == positions_of(net.record(id)) * paid_price);
  CHECK(proof.fee < 120 * paid_price);

  auto early = net.ask(net.completion(120));
  REQUIRE(net.run_until([&] { return net.text(early) != nullptr; }));
  net.cancel(early);
  REQUIRE(net.run_until([&] { return net.record(early).is_over(); }));
  net.run_for(60s);
  CHECK(net.record(early).end->cost == 0);
  CHECK_FALSE(net.books().attestation(early));
  CHECK(net.front().core().paid()->escrows().available(net.escrow())
        == escrow_balance());
}
