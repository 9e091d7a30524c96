#include "runtime/ledger/attestations.hpp"
#include "runtime/ledger/workers.hpp"
#include "served_request.hpp"

#include <algorithm>

using namespace synod;
using namespace synod::test;

namespace {

constexpr auto front = market::front;
constexpr auto back = market::back;

attest two_workers(const market& chain, const std::vector<part>& last) {
  return attestation_of(chain, chain.cap(1),
                        {{front, {{"ann", 150}}}, {back, last}}, market::price);
}

} // namespace

TEST_CASE("attest: a request is paid by the genesis table", "[ledger]") {
  auto chain = market{};
  auto before = chain.burned();
  REQUIRE(chain.apply("carol", chain.served(1, 150)) == errc{});
  // 150 tokens x 10 = 1,500: 90 % to workers, halves; 3 %, 4 %, 3 %.
  CHECK(chain.escrow_balance() == 20'000 - 1'500);
  CHECK(chain.balance("ann") == 1'000'000 - 5'000 - 2 + 675);
  CHECK(chain.balance("ben") == 1'000'000 - 5'000 - 2 + 675);
  CHECK(chain.balance("cem") == 1'000'000 - 5'000 - 2);
  CHECK(chain.auditors() == 45);
  CHECK(chain.balance("community") == 60);
  CHECK(chain.burned() == before + 45 + 2);

  auto record = ledger::find_attestation(chain.state, chain.context().keys(),
                                         ledger::request_of(chain.escrow, 1));
  REQUIRE(record);
  CHECK(record->attestation == chain.last_id);
  CHECK(record->tokens == 150);
  CHECK(record->fee == 1'500);
  CHECK(record->receipts_root
        == ledger::root_of(
          std::span<const signed_receipt>{chain.served(1, 150).receipts}));
}

TEST_CASE("attest: a worker killed in mid-request is paid its part, and so is "
          "the one that took over",
          "[ledger]") {
  auto chain = market{};
  auto body = two_workers(chain, {{"ben", 100}, {"cem", 150}});
  body.failures.push_back(
    {account("ben"), back, 0, 100, failure_kind::unreachable});
  REQUIRE(chain.apply("carol", body) == errc{});
  // 1,350 by (block, position): ann 450, ben 300, cem 150 of 900.
  CHECK(chain.balance("ann") == 1'000'000 - 5'000 - 2 + 675);
  CHECK(chain.balance("ben") == 1'000'000 - 5'000 - 2 + 450);
  CHECK(chain.balance("cem") == 1'000'000 - 5'000 - 2 + 225);
}

TEST_CASE("attest: two workers may take over from each other at any position",
          "[ledger]") {
  for (auto cut = std::uint32_t{1}; cut < 150; ++cut) {
    auto chain = market{};
    auto body = two_workers(chain, {{"ben", cut}, {"cem", 150}});
    CAPTURE(cut);
    REQUIRE(chain.apply("carol", body) == errc{});
  }
}

TEST_CASE("attest: eight requests in flight are settled in reverse",
          "[ledger]") {
  auto forward = market{};
  auto reverse = market{};
  for (auto i = 0U; i < 8; ++i) {
    REQUIRE(forward.apply("carol", forward.served(i, 20 + i)) == errc{});
    REQUIRE(reverse.apply("carol", reverse.served(7 - i, 27 - i)) == errc{});
  }
  CHECK(forward.escrow_balance() == reverse.escrow_balance());
  for (const auto* somebody : {"ann", "ben", "carol", "community"})
    CHECK(forward.balance(somebody) == reverse.balance(somebody));
  CHECK(forward.burned() == reverse.burned());
}

TEST_CASE("attest: the cap holds, however much was served", "[ledger]") {
  auto chain = market{};
  auto body = attestation_of(chain, chain.cap(1, 700),
                             {{front, {{"ann", 150}}}, {back, {{"ben", 150}}}},
                             market::price);
  REQUIRE(body.fee == 700);
  REQUIRE(chain.apply("carol", body) == errc{});
  CHECK(chain.escrow_balance() == 20'000 - 700);
}

TEST_CASE("attest: an exhausted escrow refuses until it is topped up",
          "[ledger]") {
  auto chain = market{};
  REQUIRE(chain.apply("carol", chain.served(1, 1'999)) == errc{});
  REQUIRE(chain.escrow_balance() == 10);
  CHECK(chain.apply("carol", chain.served(2, 2)) == errc::escrow_exhausted);
  CHECK(chain.escrow_balance() == 10);
  REQUIRE(chain.apply("alice", top_up{1, chain.escrow, 10}) == errc{});
  CHECK(chain.apply("carol", chain.served(2, 2)) == errc{});
  CHECK(chain.escrow_balance() == 0);
}

TEST_CASE("attest: one that was lost and resubmitted is paid once",
          "[ledger]") {
  auto chain = market{};
  auto body = chain.served(1, 64);
  auto lost = chain.draft("carol", body);
  // It was in no block until its time had passed; so it is signed again.
  chain.pass(61'000);
  CHECK(chain.apply(chain.sign(lost)) == errc::transaction_expired);
  CHECK(chain.apply("carol", body) == errc{});
  auto paid = chain.balance("ann");
  CHECK(chain.apply("carol", body) == errc::request_settled);
  CHECK(chain.apply(chain.sign(lost)) == errc::transaction_expired);
  CHECK(chain.balance("ann") == paid);
}

TEST_CASE("attest: several generations of a request are paid together",
          "[ledger]") {
  auto chain = market{};
  auto cap = chain.cap(1);
  auto body = chain.served(1, 70);
  auto second = receipts_of(chain, cap, 1,
                            {{front, {{"ann", 30}}}, {back, {{"cem", 30}}}});
  std::ranges::move(second, std::back_inserter(body.receipts));
  body.fee = 1'000;
  REQUIRE(chain.apply("carol", body) == errc{});
  CHECK(chain.balance("ann") == 1'000'000 - 5'002 + 450);
  CHECK(chain.balance("ben") == 1'000'000 - 5'002 + 315);
  CHECK(chain.balance("cem") == 1'000'000 - 5'002 + 135);
}

TEST_CASE("attest: who may settle, and when", "[ledger]") {
  auto chain = market{};
  auto body = chain.served(1, 64);
  CHECK(chain.apply("mallory", body) == errc::not_the_coordinator);
  body.cap.escrow = {};
  CHECK(chain.apply("carol", body) == errc::unknown_escrow);
  body = chain.served(1, 64);
  body.cap.fee_max += 1; // not what alice signed
  CHECK(chain.apply("carol", body) == errc::bad_fee_cap);
  chain.pass(601'000);
  CHECK(chain.apply("carol", chain.served(1, 64)) == errc::escrow_expired);
}

TEST_CASE("attest: a closing escrow still pays what was under way",
          "[ledger]") {
  auto chain = market{};
  REQUIRE(chain.apply("alice", close_escrow{1, chain.escrow}) == errc{});
  chain.pass(59'000);
  CHECK(chain.apply("carol", chain.served(1, 64)) == errc{});
  chain.pass(2'000);
  chain.block({});
  CHECK(chain.apply("carol", chain.served(2, 64)) == errc::unknown_escrow);
}

TEST_CASE("attest: a worker that leaves is paid until its bond returns",
          "[ledger]") {
  auto chain = market{};
  REQUIRE(chain.apply("ben", unregister_worker{}) == errc{});
  chain.pass(119'000);
  CHECK(chain.apply("carol", chain.served(1, 64)) == errc{});
  chain.pass(2'000);
  CHECK(chain.apply("carol", chain.served(2, 64)) == errc::unknown_worker);
}

TEST_CASE("attest: a false attestation is refused by name", "[ledger]") {
  auto chain = market{};
  auto attempt = [&](auto spoil) {
    auto body = chain.served(1, 150); // receipts 0-2 ann's, 3-5 ben's
    spoil(body);
    auto before = chain.escrow_balance();
    auto reason = chain.apply("carol", body);
    CHECK(chain.escrow_balance() == before);
    return reason;
  };
  auto rewrite = [&](signed_receipt& x, auto change) {
    change(x.receipt);
    sign_again(chain, x);
  };

  CHECK(attempt([](auto& x) { x.receipts.clear(); }) == errc::nothing_attested);
  // duplicate
  CHECK(attempt(
          [](auto& x) { x.receipts.insert(x.receipts.begin(), x.receipts[0]); })
        == errc::duplicate_receipt);
  // overlapping
  CHECK(attempt([&](auto& x) {
          auto with = two_workers(chain, {{"ben", 100}, {"cem", 150}});
          // ben's [64, 128) beside cem's [100, 128)
          x.receipts.insert(x.receipts.begin() + 5, with.receipts[5]);
        })
        == errc::overlapping_receipts);
  // gapped: in the middle, at the front, at the end
  for (auto missing : {3, 4, 5})
    CHECK(
      attempt([&](auto& x) { x.receipts.erase(x.receipts.begin() + missing); })
      == errc::receipt_gap);
  // out of order
  CHECK(attempt([](auto& x) { std::swap(x.receipts[1], x.receipts[2]); })
        == errc::receipts_unordered);
  // a whole range missing
  CHECK(attempt([](auto& x) { x.receipts.resize(3); })
        == errc::blocks_not_tiled);
  CHECK(attempt([](auto& x) {
          x.receipts.erase(x.receipts.begin(), x.receipts.begin() + 3);
        })
        == errc::blocks_not_tiled);
  // foreign key: ben's receipt under mallory's signature
  CHECK(attempt([&](auto& x) {
          auto forged = x.receipts[3];
          forged.receipt.worker = account("mallory");
          sign_again(chain, forged);
          x.receipts[3].signature = forged.signature;
        })
        == errc::foreign_key);
  // a worker that nobody registered
  CHECK(attempt([&](auto& x) {
          rewrite(x.receipts[3],
                  [](auto& r) { r.worker = account("mallory"); });
        })
        == errc::unknown_worker);
  // wrong range: ann does not serve the back
  CHECK(attempt([&](auto& x) {
          rewrite(x.receipts[3], [](auto& r) { r.worker = account("ann"); });
        })
        == errc::wrong_range);
  CHECK(attempt([&](auto& x) {
          rewrite(x.receipts[3], [](auto& r) { r.range = {2, 4}; });
        })
        == errc::wrong_range);
  // of another request or escrow
  CHECK(attempt([&](auto& x) {
          rewrite(x.receipts[3], [](auto& r) { r.request_number = 2; });
        })
        == errc::foreign_receipt);
  CHECK(attempt([&](auto& x) {
          rewrite(x.receipts[3], [](auto& r) { r.escrow = {}; });
        })
        == errc::foreign_receipt);
  CHECK(attempt([&](auto& x) {
          rewrite(x.receipts[3], [](auto& r) { r.model = {}; });
        })
        == errc::wrong_model);
  CHECK(attempt([&](auto& x) {
          rewrite(x.receipts[3], [](auto& r) { r.profile = "int8-v1"; });
        })
        == errc::wrong_profile);
  // an interval that is none
  for (auto positions : {0U, 65U, ~0U})
    CHECK(attempt([&](auto& x) {
            rewrite(x.receipts[3], [&](auto& r) { r.positions = positions; });
          })
          == errc::bad_interval);
  CHECK(attempt([&](auto& x) {
          rewrite(x.receipts[3], [](auto& r) { r.output.pop_back(); });
        })
        == errc::bad_interval);
  // neighbours that did not see the same
  CHECK(attempt([&](auto& x) {
          rewrite(x.receipts[4], [](auto& r) { std::swap(r.input, r.output); });
        })
        == errc::roots_differ);
  // over the cap, and wrong below it
  CHECK(attempt([](auto& x) { x.fee = x.cap.fee_max + 1; })
        == errc::fee_over_cap);
  CHECK(attempt([](auto& x) { x.fee += 1; }) == errc::wrong_fee);
  CHECK(attempt([](auto& x) { x.fee -= 1; }) == errc::wrong_fee);
}

TEST_CASE("attest: a failure report that does not fit is refused", "[ledger]") {
  auto chain = market{};
  auto attempt = [&](std::vector<failure_report> failures) {
    auto body = chain.served(1, 100);
    body.failures = std::move(failures);
    return chain.apply("carol", body);
  };
  auto report
    = failure_report{account("cem"), back, 0, 50, failure_kind::timed_out};
  auto spoilt = [&](auto spoil) {
    auto result = report;
    spoil(result);
    return std::vector{result};
  };
  auto bad = errc::bad_failure_report;
  CHECK(attempt(spoilt([](auto& x) { x.worker = account("bob"); })) == bad);
  CHECK(attempt(spoilt([](auto& x) { x.range = front; })) == bad);
  CHECK(attempt(spoilt([](auto& x) { x.generation = 1; })) == bad);
  CHECK(attempt(spoilt([](auto& x) { x.position = 101; })) == bad);
  auto later = report;
  later.position = 60;
  CHECK(attempt({report, later}) == bad); // the same worker twice
  later.worker = account("ann");
  later.range = front;
  CHECK(attempt({later, report}) == bad); // out of order
  CHECK(attempt({report, later}) == errc{});
}
