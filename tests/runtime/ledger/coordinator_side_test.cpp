// What a coordinator keeps and writes, held against what the ledger takes.

#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/authoring.hpp"
#include "runtime/ledger/open_caps.hpp"
#include "served_request.hpp"

#include <algorithm>
#include <array>
#include <random>

using namespace synod;
using namespace synod::test;

TEST_CASE("authoring: receipts and failures in any order make an attestation "
          "that holds",
          "[ledger]") {
  for (auto seed = 0U; seed < 20; ++seed) {
    auto chain = market{};
    auto whole = attestation_of(chain, chain.cap(1),
                                {{market::front, {{"ann", 150}}},
                                 {market::back, {{"ben", 100}, {"cem", 150}}}},
                                market::price);
    auto finished = ledger::finished_request{
      whole.cap, whole.cap_signature, {}, whole.receipts, {}};
    for (auto position : {100U, 130U})
      finished.failures.push_back(
        {account("ben"), market::back, 0, position, failure_kind::timed_out});
    auto random = std::mt19937{seed};
    std::ranges::shuffle(finished.receipts, random);
    std::ranges::shuffle(finished.failures, random);
    auto body
      = ledger::assemble_attestation(finished, test_blocks, market::price);
    REQUIRE(body);
    CHECK(body->fee == 1'500);
    REQUIRE(body->failures.size() == 1);
    CHECK(body->failures[0].position == 100);
    CHECK(chain.apply("carol", *body) == errc{});
  }
}

TEST_CASE("authoring: what would be refused is refused before it is paid for",
          "[ledger]") {
  auto chain = market{};
  auto whole = chain.served(1, 150);
  auto finished = ledger::finished_request{
    whole.cap, whole.cap_signature, {}, whole.receipts, {}};
  finished.receipts.erase(finished.receipts.begin() + 1);
  auto body
    = ledger::assemble_attestation(finished, test_blocks, market::price);
  CHECK(body.error() == errc::receipt_gap);
}

TEST_CASE("authoring: a transaction that a real key signed is taken",
          "[ledger]") {
  auto chain = test_chain{};
  auto key
    = crypto::signing_key::from_seed(std::array<std::byte, 32>{std::byte{3}});
  REQUIRE(chain.apply("alice", transfer{1, key.public_key(), 500}) == errc{});
  chain.check = crypto::verify;
  auto x = chain.draft("alice", transfer{1, account("bob"), 1});
  x.sender = key.public_key();
  x.nonce = 0;
  CHECK(chain.apply(ledger::sign_transaction(key, x)) == errc{});
}

TEST_CASE("caps: promises never pass the balance, so all can be settled",
          "[ledger]") {
  auto chain = market{};
  auto caps = ledger::open_caps{chain.escrow, account("carol")};
  auto open = [&](const fee_cap& cap, const char* by = "alice") {
    auto message = crypto::signed_bytes(chain.genesis.parameters.chain_id, cap);
    return caps
      .open(cap, keyed_hash(account(by), message), chain.time + 1'000,
            chain.state, chain.context())
      .value_or(errc{});
  };
  CHECK(open(chain.cap(1, 12'000)) == errc{});
  CHECK(open(chain.cap(2, 8'001)) == errc::escrow_exhausted);
  CHECK(open(chain.cap(2, 8'000), "mallory") == errc::bad_fee_cap);
  CHECK(open(chain.cap(2, 8'000)) == errc{});
  CHECK(open(chain.cap(2, 0)) == errc::request_settled);
  CHECK(caps.total() == 20'000);

  auto body = attestation_of(
    chain, chain.cap(1, 12'000),
    {{market::front, {{"ann", 100}}}, {market::back, {{"ben", 100}}}},
    market::price);
  REQUIRE(chain.apply("carol", body) == errc{});
  caps.close(1);
  caps.close(1); // once is enough
  CHECK(caps.total() == 8'000);
  CHECK(open(chain.cap(1, 1)) == errc::request_settled);
  CHECK(open(chain.cap(3, 11'000)) == errc{});
  CHECK(open(chain.cap(4, 1)) == errc::escrow_exhausted);

  auto foreign = chain.cap(5, 1);
  foreign.escrow = {};
  CHECK(open(foreign) == errc::unknown_escrow);
  auto other = ledger::open_caps{chain.escrow, account("mallory")};
  CHECK(
    other.open(chain.cap(5, 1), {}, chain.time, chain.state, chain.context())
    == errc::not_the_coordinator);
  chain.pass(599'500);
  caps.close(3);
  CHECK(open(chain.cap(6, 1)) == errc::escrow_expired);
  REQUIRE(chain.apply("alice", close_escrow{1, chain.escrow}) == errc{});
  CHECK(open(chain.cap(6, 1)) == errc::escrow_closing);
}
