// Receipts as hostile nodes send them: each is refused by name, none holds a
// request up, and none is paid.

#include "runtime/crypto/signed_bytes.hpp"
#include "tests/sim/paid_fixture.hpp"

using namespace synod;
using namespace synod::sim;
using namespace std::chrono_literals;

namespace {

struct receipts_fixture : paid_fixture {
  request_id id = net.ask(net.completion(150));
  node_id first;
  node_id idle;

  receipts_fixture() {
    reach(id, 20);
    first = net.runner(id, 0);
    idle = first == "0a" ? "0b" : "0a";
  }

  /// What `by` would sign about the first positions of the first range.
  [[nodiscard]] receipt plausible(const std::string& by) {
    auto x = receipt{};
    x.escrow = net.escrow();
    x.request_number = net.record(id).call.cap.cap.request_number;
    x.worker = account_of(by).id;
    x.model = sim_model;
    x.profile = sim_profile;
    x.range = {0, 2};
    x.positions = 64;
    x.input = {digest{{1}}};
    x.output = {digest{{2}}};
    return x;
  }

  /// @returns what the coordinator says to a receipt from a node.
  std::string
  send(const node_id& from, const receipt& what, const std::string& signer) {
    auto made = receipt_made{id, {what, {}}};
    made.receipt.signature
      = account_of(signer).sign(crypto::signed_bytes(chain_id, what));
    return send(from, made);
  }

  std::string send(const node_id& from, const receipt_made& made) {
    auto said = std::optional<std::string>{};
    net.wires().call(from, {"front", "coordinator"}, made, 2s,
                     [&](const reply& x) {
                       auto* why = std::get_if<errc>(&x);
                       said = why ? to_string(*why) : "taken";
                     });
    REQUIRE(net.run_until([&] { return said.has_value(); }));
    return *said;
  }
};

} // namespace

TEST_CASE_METHOD(receipts_fixture, "paid: hostile receipts are refused by name",
                 "[sim]") {
  auto honest = plausible(first);
  CHECK(send(first, honest, "thief") == "foreign_key");
  CHECK(send(idle, honest, first) == "not_your_session"); // from another node
  CHECK(send(idle, plausible(idle), idle) == "not_your_session");
  auto spoilt = [&](auto spoil) {
    auto x = honest;
    spoil(x);
    return send(first, x, first);
  };
  CHECK(spoilt([](auto& x) { x.range = {0, 4}; }) == "not_your_session");
  CHECK(spoilt([](auto& x) { x.escrow = {}; }) == "foreign_receipt");
  CHECK(spoilt([](auto& x) { ++x.request_number; }) == "foreign_receipt");
  CHECK(spoilt([](auto& x) { x.generation = 1; }) == "foreign_receipt");
  CHECK(spoilt([](auto& x) { x.model = {}; }) == "wrong_model");
  CHECK(spoilt([](auto& x) { x.profile = "sim-2"; }) == "wrong_profile");
  CHECK(spoilt([](auto& x) { x.positions = 0; }) == "bad_interval");
  CHECK(spoilt([](auto& x) { x.positions = ~0U; }) == "bad_interval");
  CHECK(spoilt([](auto& x) { x.position = ~0U - 63; }) == "bad_interval");
  CHECK(spoilt([](auto& x) { x.position = 256; }) == "bad_interval");
  CHECK(spoilt([](auto& x) { x.input.resize(100'000); }) == "bad_interval");
  auto other = receipt_made{request_id{{3}}, {honest, {}}};
  other.receipt.signature
    = account_of(first).sign(crypto::signed_bytes(chain_id, honest));
  CHECK(send(first, other) == "unknown_request");

  auto proof = await_attestation(id);
  CHECK(proof.fee == positions_of(net.record(id)) * paid_price);
  // Those who served are paid, whatever was sent beside.
  for (auto& hop : net.record(id).end->route)
    CHECK(earned(hop.worker.node) > 0);
  CHECK(send(first, honest, first) == "unknown_request"); // stale
}

TEST_CASE_METHOD(receipts_fixture,
                 "paid: receipts that contradict the tokens are not paid",
                 "[sim]") {
  REQUIRE(net.run_until([&] { return net.record(id).tokens.size() >= 100; }));
  CHECK(send(first, plausible(first), first) == "roots_differ");
  auto proof = await_attestation(id);
  CHECK(proof.fee == positions_of(net.record(id)) * paid_price);
}

TEST_CASE_METHOD(receipts_fixture,
                 "paid: a receipt past all positions is refused of every range",
                 "[sim]") {
  for (auto hop = 0U; hop < 3; ++hop) {
    auto worker = net.runner(id, hop);
    auto x = plausible(worker);
    x.range = {2 * hop, 2};
    x.position = ~0U - 63; // its end is no number of 32 bits
    CHECK(send(worker, x, worker) == "bad_interval");
  }
  await_attestation(id);
}

TEST_CASE_METHOD(receipts_fixture,
                 "paid: a receipt that comes twice counts once", "[sim]") {
  auto proof = await_attestation(id);
  auto balance = escrow_balance();
  auto next = net.ask(net.completion(100));
  reach(next, 70);
  for (auto& x : proof.receipts)
    CHECK(send(first, {next, x}) != "taken"); // of another request
  auto second = await_attestation(next);
  CHECK(escrow_balance() == balance - second.fee);
}
