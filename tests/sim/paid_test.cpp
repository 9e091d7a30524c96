// Requests that are paid, on the real cores of workers and coordinator and the
// real ledger: what is attested, who is paid, and that the ledger is never in
// the way. Money is counted after every block.

#include "runtime/ledger/attestations.hpp"
#include "runtime/ledger/commitment.hpp"
#include "runtime/ledger/receipt_tiling.hpp"
#include "schemas/canonical.hpp"
#include "schemas/ledger_bodies.hpp"
#include "tests/sim/cluster.hpp"
#include "tests/sim/faults.hpp"
#include "tests/sim/paid_market.hpp"
#include "tests/sim/seeds.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace synod;
using namespace synod::sim;
using namespace std::chrono_literals;

namespace {

constexpr auto begin_balance = amount{1'000'000 - 1'000 - 1}; // bond and fee
constexpr auto price = amount{10};
constexpr auto storms_max = std::size_t{24};

cluster_options paid_options() {
  auto result = cluster_options{};
  result.paid = true;
  return result;
}

struct fixture {
  explicit fixture(cluster_options options = paid_options()) : net(options) {
  }

  cluster net;

  void reach(const request_id& id, std::size_t tokens) {
    REQUIRE(
      net.run_until([&] { return net.record(id).tokens.size() >= tokens; }));
  }

  [[nodiscard]] bool is_final(const request_id& id) {
    auto& settled = net.record(id).settled;
    return settled && settled->height != block_height{};
  }

  attest await_attestation(const request_id& id) {
    REQUIRE(net.run_until([&] { return is_final(id); }));
    auto& settled = *net.record(id).settled;
    CHECK(settled.refusal == 0);
    auto record = net.books().attestation(id);
    REQUIRE(record);
    CHECK(record->attestation == settled.attestation);
    CHECK(record->fee == settled.fee);
    return *canonical_decode<attest>(settled.attest);
  }

  [[nodiscard]] amount earned(const node_id& worker) {
    return net.books().account(account_of(worker).id).balance - begin_balance;
  }

  [[nodiscard]] amount escrow_balance() {
    return net.books().escrow(net.escrow())->balance;
  }

  std::string refusal(const request_id& id) {
    net.run_until([&] { return net.record(id).is_over(); });
    auto& x = net.record(id);
    return x.refusal ? to_string(*x.refusal) : "served";
  }
};

std::set<account_id> signers(const attest& x, std::uint32_t first) {
  auto result = std::set<account_id>{};
  for (auto& y : x.receipts)
    if (y.receipt.range.first == first)
      result.insert(y.receipt.worker);
  return result;
}

std::uint64_t positions_of(const asked& x) {
  return x.end->tokens_prompt + x.end->tokens_completion - 1;
}

} // namespace

TEST_CASE_METHOD(fixture, "paid: a request is attested, and its workers paid",
                 "[sim]") {
  auto id = net.ask(net.completion(48));
  auto proof = await_attestation(id);
  auto& record = net.record(id);
  auto positions = positions_of(record);
  CHECK(proof.fee == positions * price);
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

TEST_CASE_METHOD(fixture, "paid: what the asker is told opens the commitments",
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

TEST_CASE_METHOD(fixture,
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
  CHECK(proof.fee == work.tokens * price);
}

TEST_CASE_METHOD(fixture,
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
  CHECK(proof.fee == positions_of(net.record(id)) * price);
}

TEST_CASE_METHOD(fixture, "paid: eight requests in flight settled in reverse",
                 "[sim]") {
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

struct poor_fixture : fixture {
  static cluster_options options() {
    auto result = paid_options();
    result.deposit = 3'000;
    return result;
  }

  poor_fixture() : fixture(options()) {
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
  auto fee = await_attestation(first).fee + await_attestation(small.request).fee;
  CHECK(escrow_balance() == 3'000 - fee);
  CHECK(refusal(net.ask(net.completion(48))) == "escrow_exhausted");

  auto more = top_up{1, net.escrow(), 5'000};
  REQUIRE_FALSE(net.books().run(account_of("client"), transaction_type::top_up,
                                canonical_encode(more)));
  CHECK(refusal(net.ask(net.completion(48))) == "served");
}

TEST_CASE_METHOD(fixture, "paid: an attestation lost and resubmitted",
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

TEST_CASE_METHOD(fixture, "paid: one validator down is seen by nobody",
                 "[sim]") {
  auto which = GENERATE(0u, 1u, 2u, 3u);
  net.wires().crash(cluster::validator(which));
  auto id = net.ask(net.completion(48));
  await_attestation(id);
  CHECK(net.record(id).end->attempts == 1);
  CHECK(net.record(id).token_at.front() - net.record(id).asked_at < 100ms);
}

TEST_CASE_METHOD(fixture,
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

TEST_CASE_METHOD(fixture, "paid: what was not served is not charged",
                 "[sim]") {
  auto id = net.ask(net.completion(120));
  reach(id, 30);
  net.cancel(id);
  auto proof = await_attestation(id);
  CHECK(proof.fee == positions_of(net.record(id)) * price);
  CHECK(proof.fee < 120 * price);

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

TEST_CASE_METHOD(fixture, "paid: hostile caps are refused by name", "[sim]") {
  auto none = net.completion(10);
  none.cap = {};
  CHECK(refusal(net.ask(none)) == "no_fee_cap");
  auto forged = net.completion(10);
  forged.cap.signature = account_of("thief").sign(std::vector<std::byte>(8));
  CHECK(refusal(net.ask(forged)) == "bad_fee_cap");
  auto other = net.completion(10);
  net.pay(other, 40, 500);
  other.cap.cap.request_number = 41; // another id
  CHECK(refusal(net.ask(other)) == "invalid_argument");
  auto unknown = net.completion(10);
  unknown.cap = cap_of(escrow_id{{1, 2, 3}}, 1, 100);
  unknown.request = ledger::request_of(escrow_id{{1, 2, 3}}, 1);
  CHECK(refusal(net.ask(unknown)) == "unknown_escrow");
  auto small = net.completion(10);
  net.pay(small, 50, price * 2);
  auto id = net.ask(small);
  CHECK(refusal(id) == "served");
  CHECK(errc{net.record(id).end->error} == errc::fee_cap_too_low);
}

TEST_CASE_METHOD(fixture, "paid: a cap bounds the answer", "[sim]") {
  auto call = net.completion(200);
  net.pay(call, 5, 600);
  auto id = net.ask(call);
  auto proof = await_attestation(id);
  CHECK(net.record(id).end->reason == "length");
  CHECK(positions_of(net.record(id)) == 60);
  CHECK(proof.fee == 600);
}

namespace {

struct stolen_fixture : fixture {
  static cluster_options options() {
    auto result = paid_options();
    result.unregistered = {"1b"};
    return result;
  }

  stolen_fixture() : fixture(options()) {
  }
};

} // namespace

TEST_CASE_METHOD(stolen_fixture,
                 "paid: an unregistered worker is not routed to", "[sim]") {
  for (auto i = 0; i < 10; ++i) {
    auto id = net.ask(net.completion(5));
    CHECK(refusal(id) == "served");
    CHECK(net.record(id).end->route.at(1).worker.node == "1a");
  }
  net.wires().crash("1a");
  auto id = net.ask(net.completion(5));
  refusal(id);
  CHECK(errc{net.record(id).end->error} == errc::no_replica_left);
}

TEST_CASE_METHOD(stolen_fixture, "paid: a stolen worker name", "[sim]") {
  REQUIRE_FALSE(net.register_worker("1b", account_of("thief")));
  CHECK(net.register_worker("1b", account_of("1b"))
        == errc::worker_name_taken);
  net.run_for(5s);
  for (auto i = 0; i < 5; ++i) {
    auto id = net.ask(net.completion(5));
    CHECK(refusal(id) == "served");
    CHECK(net.record(id).end->route.at(1).worker.node == "1a");
  }
}

TEST_CASE_METHOD(stolen_fixture, "paid: one that asks too much gets no work",
                 "[sim]") {
  REQUIRE_FALSE(net.register_worker("1b", account_of("1b"), price + 1));
  net.run_for(5s);
  for (auto i = 0; i < 5; ++i) {
    auto id = net.ask(net.completion(5));
    refusal(id);
    CHECK(net.record(id).end->route.at(1).worker.node == "1a");
  }
}

TEST_CASE_METHOD(stolen_fixture,
                 "paid: one that registers gets work soon after", "[sim]") {
  net.wires().crash("1a");
  auto id = net.ask(net.completion(5));
  net.run_for(1s);
  REQUIRE_FALSE(net.register_worker("1b", account_of("1b")));
  auto proof = await_attestation(id);
  CHECK(signers(proof, 2) == std::set{account_of("1b").id});
}

TEST_CASE("paid: storms lose no money and pay what they can", "[sim]") {
  auto all = seeds();
  all.resize(std::min(all.size(), storms_max));
  auto seed = GENERATE_COPY(from_range(all));
  CAPTURE(seed);
  auto random = test::random_values{seed};
  auto options = random_cluster(seed, random);
  options.paid = true;
  options.validators = 4;
  auto net = cluster{options};
  for (auto& call : random_calls(net, random))
    net.ask(call);
  plan_storm(net, random);
  net.run_for(storm_span);
  net.wires().behave();
  REQUIRE(net.run_until([&] { return net.all_are_over(); }));
  net.run_for(120s);
  auto paid = amount{0};
  for (auto& [id, x] : net.records())
    if (auto found = net.books().attestation(id)) {
      paid += found->fee;
      CHECK(found->fee <= options.fee_max);
      CHECK(found->fee <= found->tokens * options.price);
      if (x.end && x.end->tokens_completion > 0)
        CHECK(found->tokens <= positions_of(x));
    }
  CHECK(net.books().escrow(net.escrow())->balance == options.deposit - paid);
  CHECK(net.disk().empty());
}
