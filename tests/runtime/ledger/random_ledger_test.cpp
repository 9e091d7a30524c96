// Any sequence of transactions, right and wrong: money is conserved at every
// step, what is refused leaves nothing behind but its fee, and a replica that
// was told the same has the same state, byte by byte.

#include "runtime/ledger/admission.hpp"
#include "served_request.hpp"

#include <rapidcheck.h>

#include <array>

using namespace synod;
using namespace synod::test;

namespace {

constexpr auto everybody
  = std::array{"alice", "bob", "carol", "ann", "ben", "cem", "dora", "mallory"};

std::string anybody() {
  return *rc::gen::elementOf(everybody);
}

amount some_money() {
  return *rc::gen::weightedOneOf<amount>(
    {{6, rc::gen::inRange<amount>(0, 30'000)},
     {1, rc::gen::arbitrary<amount>()}});
}

/// A ledger at work, and everything that was ever signed on it.
struct random_ledger : market {
  std::vector<escrow_id> escrows{escrow};
  std::vector<std::string> history;

  std::string next();

private:
  std::string any_registration();
  std::string any_escrow();
  std::string any_attestation();

  escrow_id any_escrow_id() {
    return *rc::gen::elementOf(escrows);
  }
};

std::string random_ledger::any_registration() {
  auto body = register_worker{};
  body.key
    = curve_key{curve_key::bytes_type{*rc::gen::inRange<std::uint8_t>(0, 9)}};
  body.worker_name = anybody();
  body.model = test_model();
  body.range = *rc::gen::elementOf(std::array{front, back, shard_range{5, 3}});
  body.bond = some_money();
  return sign(draft(anybody(), body));
}

std::string random_ledger::any_escrow() {
  auto body = open_escrow{};
  body.coordinator = account(anybody());
  body.model = test_model();
  body.price = some_money();
  body.deposit = some_money();
  body.expires_ms = time + *rc::gen::inRange<time_ms>(50'000, 200'000);
  auto x = draft(anybody(), body);
  escrows.push_back(escrow_id{ledger::id_of(x).bytes()});
  return sign(x);
}

std::string random_ledger::any_attestation() {
  auto end = *rc::gen::inRange<std::uint32_t>(1, 140);
  auto cut = *rc::gen::inRange<std::uint32_t>(1, end + 1);
  auto body = attestation_of(
    *this, cap(*rc::gen::inRange<std::uint64_t>(0, 12), some_money()),
    {{front, {{"ann", end}}}, {back, {{"ben", cut}, {"cem", end}}}}, price);
  if (*rc::gen::inRange(0, 3) == 0) { // not quite right
    auto index = *rc::gen::inRange<std::size_t>(0, body.receipts.size());
    auto& receipt = body.receipts[index].receipt;
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        receipt.position += 1;
        break;
      case 1:
        receipt.positions -= 1;
        break;
      case 2:
        receipt.worker = account(anybody());
        break;
      case 3:
        body.receipts.erase(body.receipts.begin()
                            + static_cast<std::ptrdiff_t>(index));
        break;
      default:
        body.fee = some_money();
    }
  }
  return sign(draft(*rc::gen::inRange(0, 8) == 0 ? anybody() : "carol", body));
}

std::string random_ledger::next() {
  switch (*rc::gen::inRange(0, 10)) {
    case 0:
      return any_registration();
    case 1:
      return sign(draft(anybody(), unregister_worker{}));
    case 2:
      return any_escrow();
    case 3:
      return sign(draft(anybody(), top_up{1, any_escrow_id(), some_money()}));
    case 4:
      return sign(draft(anybody(), close_escrow{1, any_escrow_id()}));
    case 5:
      return sign(draft(anybody(), expire{1, any_escrow_id()}));
    case 6:
      return *rc::gen::elementOf(history);
    case 7:
      return sign(
        draft(anybody(), transfer{1, account(anybody()), some_money()}));
    default:
      return any_attestation();
  }
}

/// What a transaction that was refused, and paid, may have changed.
void check_fee_alone(const random_ledger& after,
                     const ledger::memory_state& before,
                     const std::string& canonical, amount fee) {
  auto opened = ledger::open_transaction(canonical, after.genesis.parameters);
  auto expected = before;
  if (fee > 0) {
    RC_ASSERT(static_cast<bool>(opened));
    auto keys = after.context().keys();
    for (const auto& key : {keys.account(opened->head.sender), keys.totals()})
      expected.apply({{key, after.state.get(key)}});
  }
  RC_ASSERT(expected.values() == after.state.values());
}

} // namespace

TEST_CASE("ledger: any transactions conserve money, and refusals leave nothing",
          "[ledger][property]") {
  auto holds = rc::check([] {
    auto chain = random_ledger{};
    auto replica = market{};
    chain.history.push_back(
      chain.sign(chain.draft("bob", transfer{1, account("alice"), 1})));
    auto steps = *rc::gen::inRange(1, 40);
    for (auto i = 0; i < steps; ++i) {
      if (*rc::gen::inRange(0, 6) == 0) {
        auto delay = *rc::gen::inRange<time_ms>(0, 100'000);
        for (auto* x : {static_cast<market*>(&chain), &replica}) {
          x->pass(delay);
          x->block({}); // so that what is due is not mixed with what is refused
        }
      }
      auto canonical = chain.next();
      chain.history.push_back(canonical);
      auto before = chain.state;
      auto receipt = chain.block({canonical})[0];
      if (receipt.refusal != 0)
        check_fee_alone(chain, before, canonical, receipt.fee);
      RC_ASSERT(replica.block({canonical})[0] == receipt);
    }
    RC_ASSERT(chain.state.values() == replica.state.values());
  });
  CHECK(holds);
}

TEST_CASE("ledger: a transaction with any byte changed is refused, or is "
          "another one, and never crashes",
          "[ledger][property]") {
  auto holds = rc::check([] {
    auto chain = random_ledger{};
    chain.history.push_back("");
    auto canonical = chain.next();
    if (canonical.empty())
      return;
    auto mutated = canonical;
    auto changes = *rc::gen::inRange(1, 4);
    for (auto i = 0; i < changes; ++i) {
      auto at = *rc::gen::inRange<std::size_t>(0, mutated.size());
      switch (*rc::gen::inRange(0, 3)) {
        case 0:
          mutated[at] = *rc::gen::arbitrary<char>();
          break;
        case 1:
          mutated.insert(at, 1, *rc::gen::arbitrary<char>());
          break;
        default:
          if (mutated.size() > 1)
            mutated.erase(at, 1);
      }
    }
    auto before = chain.state.values();
    auto receipt = chain.block({mutated})[0];
    if (mutated != canonical) {
      // Signed by nobody: without standing, and without a trace.
      RC_ASSERT(receipt.refusal != 0);
      RC_ASSERT(receipt.fee == 0U);
      RC_ASSERT(chain.state.values() == before);
    }
  });
  CHECK(holds);
}
