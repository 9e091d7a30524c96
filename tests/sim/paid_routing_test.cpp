// Who is refused, who is not routed to, and what storms do to payment.

#include "runtime/ledger/attestations.hpp"
#include "tests/sim/faults.hpp"
#include "tests/sim/paid_fixture.hpp"
#include "tests/sim/seeds.hpp"

#include <algorithm>

using namespace synod;
using namespace synod::sim;
using namespace std::chrono_literals;

TEST_CASE_METHOD(paid_fixture, "paid: hostile caps are refused by name",
                 "[sim]") {
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
  net.pay(small, 50, paid_price * 2);
  auto id = net.ask(small);
  CHECK(refusal(id) == "served");
  CHECK(errc{net.record(id).end->error} == errc::fee_cap_too_low);
}

TEST_CASE_METHOD(paid_fixture, "paid: a cap bounds the answer", "[sim]") {
  auto call = net.completion(200);
  net.pay(call, 5, 600);
  auto id = net.ask(call);
  auto proof = await_attestation(id);
  CHECK(net.record(id).end->reason == "length");
  CHECK(positions_of(net.record(id)) == 60);
  CHECK(proof.fee == 600);
}

namespace {

struct stolen_fixture : paid_fixture {
  static cluster_options options() {
    auto result = paid_options();
    result.unregistered = {"1b"};
    return result;
  }

  stolen_fixture() : paid_fixture(options()) {
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
  CHECK(net.register_worker("1b", account_of("1b")) == errc::worker_name_taken);
  net.run_for(5s);
  for (auto i = 0; i < 5; ++i) {
    auto id = net.ask(net.completion(5));
    CHECK(refusal(id) == "served");
    CHECK(net.record(id).end->route.at(1).worker.node == "1a");
  }
}

TEST_CASE_METHOD(stolen_fixture, "paid: one that asks too much gets no work",
                 "[sim]") {
  REQUIRE_FALSE(net.register_worker("1b", account_of("1b"), paid_price + 1));
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

namespace {

/// @returns how many requests were attested
std::size_t paid_weather(std::uint64_t seed) {
  auto random = test::random_values{seed};
  auto options = random_cluster(seed, random);
  options.paid = true;
  auto net = cluster{options};
  for (auto& call : random_calls(net, random))
    net.ask(call);
  plan_storm(net, random);
  net.run_for(storm_span);
  net.wires().behave();
  REQUIRE(net.run_until([&] { return net.all_are_over(); }));
  net.run_for(120s);
  auto paid = amount{0};
  auto attested = std::size_t{0};
  for (auto& [id, x] : net.records()) {
    auto found = net.books().attestation(id);
    if (!found)
      continue;
    ++attested;
    paid += found->fee;
    CHECK(found->fee <= options.fee_max);
    CHECK(found->fee <= found->tokens * options.price);
    if (x.end && x.end->tokens_completion > 0)
      CHECK(found->tokens <= positions_of(x));
  }
  CHECK(net.books().escrow(net.escrow())->balance == options.deposit - paid);
  CHECK(net.disk().empty());
  return attested;
}

} // namespace

TEST_CASE("paid: storms lose no money and pay what they can", "[sim][storm]") {
  auto total = std::size_t{0};
  for (auto seed : seeds()) {
    CAPTURE(seed);
    total += paid_weather(seed);
  }
  CHECK(total > seeds().size());
}
