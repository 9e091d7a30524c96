#include "runtime/crypto/ed25519.hpp"
#include "runtime/ledger/admission.hpp"
#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "served_request.hpp"

#include <algorithm>
#include <array>

using namespace synod;
using namespace synod::test;

namespace {

transfer one() {
  return {1, account("bob"), 1};
}

/// A transaction that is refused at the door changes nothing at all.
errc at_the_door(test_chain& chain, const std::string& canonical) {
  auto before = chain.state.values();
  auto receipt = chain.block({canonical})[0];
  CHECK(receipt.fee == 0);
  CHECK(chain.state.values() == before);
  return errc{receipt.refusal};
}

} // namespace

TEST_CASE("door: every refusal names its reason and changes nothing",
          "[ledger]") {
  auto chain = test_chain{};
  auto attempt = [&](auto spoil) {
    auto x = chain.draft("alice", one());
    spoil(x);
    return at_the_door(chain, chain.sign(x));
  };
  CHECK(attempt([](auto& x) { x.version = 2; }) == errc::malformed_transaction);
  CHECK(attempt([](auto& x) { x.chain_id = "test-2"; }) == errc::wrong_chain);
  CHECK(attempt([](auto& x) { x.lane = lane_id{1}; }) == errc::wrong_lane);
  CHECK(attempt([](auto& x) { x.nonce = 1; }) == errc::nonce_gap);
  CHECK(attempt([&](auto& x) { x.valid_until_ms = chain.time; })
        == errc::transaction_expired);
  CHECK(attempt([](auto& x) { x.fee_max = 1; }) == errc::fee_too_low);
  CHECK(attempt([](auto& x) { x.type = transaction_type{9}; })
        == errc::unknown_transaction_type);
  CHECK(attempt([](auto& x) { x.type = transaction_type{0}; })
        == errc::unknown_transaction_type);
  CHECK(attempt([](auto& x) { x.type = transaction_type::attest; })
        == errc::malformed_transaction);
  CHECK(attempt([](auto& x) { x.body.push_back(std::byte{0}); })
        == errc::malformed_transaction);
  CHECK(attempt([](auto& x) { x.body.resize(300'000); })
        == errc::transaction_too_large);
  CHECK(attempt([](auto& x) { x.sender = account("nobody"); })
        == errc::insufficient_balance);
  CHECK(at_the_door(chain, "") == errc::malformed_transaction);
  CHECK(at_the_door(chain, std::string(1'000, '\x91'))
        == errc::malformed_transaction);
}

TEST_CASE("door: a transaction is taken once", "[ledger]") {
  auto chain = test_chain{};
  auto once = chain.sign(chain.draft("alice", one()));
  REQUIRE(chain.apply(once) == errc{});
  CHECK(at_the_door(chain, once) == errc::nonce_used);
  // Nor twice in one block.
  auto next = chain.sign(chain.draft("alice", one()));
  auto receipts = chain.block({next, next});
  CHECK(receipts[0].refusal == 0);
  CHECK(errc{receipts[1].refusal} == errc::nonce_used);
  CHECK(receipts[0].id == receipts[1].id);
}

TEST_CASE("door: a signature by another or of other bytes is refused",
          "[ledger]") {
  auto chain = test_chain{};
  auto x = chain.draft("alice", one());
  auto theft = x;
  theft.sender = account("mallory");
  auto forged = signed_transaction{
    x, keyed_hash(theft.sender, ledger::signed_bytes_of(x))};
  auto bytes = canonical_encode(forged);
  CHECK(at_the_door(chain,
                    {reinterpret_cast<const char*>(bytes.data()), bytes.size()})
        == errc::bad_signature);
}

TEST_CASE("execution: a contract's refusal costs the fee and the nonce, no "
          "more",
          "[ledger]") {
  auto chain = test_chain{};
  auto x = chain.sign(chain.draft("alice", transfer{1, account("bob"), 0}));
  auto receipt = chain.block({x})[0];
  CHECK(errc{receipt.refusal} == errc::amount_is_zero);
  CHECK(receipt.fee == 2);
  CHECK(chain.balance("alice") == 999'998);
  CHECK(at_the_door(chain, x) == errc::nonce_used);
}

TEST_CASE("execution: an id leaves the signature out", "[ledger]") {
  auto chain = test_chain{};
  auto x = chain.draft("alice", one());
  auto id = ledger::id_of(x);
  chain.apply(chain.sign(x));
  CHECK(chain.last_id == id);
}

TEST_CASE("execution: one block of many is many blocks of one", "[ledger]") {
  auto together = test_chain{};
  auto apart = test_chain{};
  auto transactions = std::vector<std::string>{};
  for (auto nonce = std::uint64_t{0}; nonce < 5; ++nonce)
    for (const auto* somebody : {"alice", "bob"}) {
      auto x = together.draft(somebody, transfer{1, account("eve"), 7});
      x.nonce = nonce;
      transactions.push_back(together.sign(x));
    }
  together.block(transactions);
  for (const auto& x : transactions)
    apart.block({x});
  CHECK(together.state.values() == apart.state.values());
}

TEST_CASE("execution: real keys sign real transactions", "[ledger]") {
  auto chain = test_chain{};
  chain.check = crypto::verify;
  auto seed = std::array<std::byte, 32>{std::byte{7}};
  auto key = crypto::signing_key::from_seed(seed);
  auto base = chain.state;
  auto funded = ledger::state_changes{base};
  ledger::debit(funded, chain.context().keys(), account("alice"), 500);
  ledger::credit(funded, chain.context().keys(), key.public_key(), 500);
  chain.state.apply(funded.changes());
  auto x = chain.draft("alice", one());
  x.sender = key.public_key();
  x.nonce = 0;
  auto signed_by_key
    = signed_transaction{x, key.sign(ledger::signed_bytes_of(x))};
  auto text = [](const signed_transaction& from) {
    auto bytes = canonical_encode(from);
    return std::string{reinterpret_cast<const char*>(bytes.data()),
                       bytes.size()};
  };
  auto forged = signed_by_key;
  auto bytes = forged.signature.bytes();
  bytes[0] ^= 1;
  forged.signature = signature{bytes};
  CHECK(at_the_door(chain, text(forged)) == errc::bad_signature);
  CHECK(chain.apply(text(signed_by_key)) == errc{});
}

TEST_CASE("execution: a damaged state is said to be one", "[ledger]") {
  auto chain = test_chain{};
  auto damaged = chain.state.values();
  auto key = chain.context().keys().account(account("alice"));
  chain.state.apply({{key, ledger::bytes{std::byte{0x93}}}});
  auto x = std::vector{chain.sign(chain.draft("bob", one())),
                       std::string{"not one"}};
  CHECK_NOTHROW(ledger::execute_block(chain.state, chain.context(), x));
  x[0] = chain.sign(chain.draft("bob", transfer{1, account("alice"), 1}));
  CHECK_THROWS_WITH(ledger::execute_block(chain.state, chain.context(), x),
                    Catch::Contains("damaged"));
}
