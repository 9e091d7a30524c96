#include "runtime/ledger/mempool.hpp"

#include "test_chain.hpp"

#include <algorithm>
#include <random>

using namespace synod;
using namespace synod::test;

namespace {

struct pool_chain : test_chain {
  ledger::mempool pool{{.bytes_max = 4'000,
                        .account_bytes_max = 2'000,
                        .account_transactions_max = 5}};

  std::string transaction_of(const std::string& sender, std::uint64_t nonce) {
    auto x = draft(sender, transfer{1, account("eve"), 1});
    x.nonce = nonce;
    return sign(x);
  }

  errc add(const std::string& canonical) {
    auto id = pool.add(canonical, state, context());
    return id ? errc{} : errc{id.error().code()};
  }

  errc add(const std::string& sender, std::uint64_t nonce) {
    return add(transaction_of(sender, nonce));
  }

  std::vector<ledger::mempool::dropped> recheck() {
    return pool.recheck(state, context());
  }
};

} // namespace

TEST_CASE_METHOD(pool_chain, "mempool: nonces follow each other, strictly",
                 "[ledger]") {
  CHECK(add("alice", 1) == errc::nonce_gap);
  CHECK(add("alice", 0) == errc{});
  CHECK(add("alice", 0) == errc::transaction_known);
  CHECK(add("alice", 2) == errc::nonce_gap);
  CHECK(add("alice", 1) == errc{});
  CHECK(add("bob", 0) == errc{});
  CHECK(pool.next_nonce(account("alice"), state, context().keys()) == 2);
  CHECK(pool.size() == 3);
}

TEST_CASE_METHOD(pool_chain,
                 "mempool: another transaction of a nonce that "
                 "waits is refused",
                 "[ledger]") {
  REQUIRE(add("alice", 0) == errc{});
  auto x = draft("alice", transfer{1, account("eve"), 2});
  CHECK(add(sign(x)) == errc::nonce_used);
}

TEST_CASE_METHOD(pool_chain, "mempool: what has no standing is refused by name",
                 "[ledger]") {
  CHECK(add("") == errc::malformed_transaction);
  CHECK(add(std::string(300'000, 'x')) == errc::transaction_too_large);
  CHECK(add("nobody", 0) == errc::insufficient_balance);
  auto x = draft("alice", transfer{1, account("eve"), 1});
  x.valid_until_ms = time - 1;
  CHECK(add(sign(x)) == errc::transaction_expired);
  x = draft("alice", transfer{1, account("eve"), 1});
  auto forged = sign(x);
  forged.back() = static_cast<char>(forged.back() ^ 1);
  CHECK(add(forged) == errc::bad_signature);
  CHECK(pool.size() == 0);
  CHECK(pool.bytes() == 0);
}

TEST_CASE_METHOD(pool_chain, "mempool: an account and all together have caps",
                 "[ledger]") {
  for (auto nonce = 0U; nonce < 5; ++nonce)
    REQUIRE(add("alice", nonce) == errc{});
  CHECK(add("alice", 5) == errc::account_quota_full);
  auto reason = errc{};
  for (const auto* somebody : {"bob", "carol", "ann", "ben", "cem"})
    for (auto nonce = 0U; nonce < 5 && reason == errc{}; ++nonce)
      reason = add(somebody, nonce);
  CHECK(reason == errc::mempool_full);
  CHECK(pool.bytes() <= 4'000);
}

TEST_CASE_METHOD(pool_chain, "mempool: fees that wait are counted",
                 "[ledger]") {
  REQUIRE(apply("alice", transfer{1, account("poor"), 5}) == errc{});
  CHECK(add("poor", 0) == errc{});
  CHECK(add("poor", 1) == errc{});
  CHECK(add("poor", 2) == errc::insufficient_balance); // 2 + 2 + 2 > 5
}

TEST_CASE_METHOD(pool_chain, "mempool: after a block what is used up goes",
                 "[ledger]") {
  for (auto nonce = 0U; nonce < 3; ++nonce)
    REQUIRE(add("alice", nonce) == errc{});
  block({transaction_of("alice", 0)});
  auto dropped = recheck();
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].reason == errc::nonce_used);
  CHECK(pool.size() == 2);
  CHECK(add("alice", 3) == errc{});
}

TEST_CASE_METHOD(pool_chain, "mempool: what expires takes what follows along",
                 "[ledger]") {
  REQUIRE(add("alice", 0) == errc{});
  auto brief = draft("alice", transfer{1, account("eve"), 1});
  brief.nonce = 1;
  brief.valid_until_ms = time + 10;
  REQUIRE(add(sign(brief)) == errc{});
  REQUIRE(add("alice", 2) == errc{});
  pass(11);
  auto dropped = recheck();
  REQUIRE(dropped.size() == 2);
  CHECK(dropped[0].reason == errc::transaction_expired);
  CHECK(dropped[1].reason == errc::nonce_gap);
  CHECK(pool.size() == 1);
}

TEST_CASE_METHOD(pool_chain, "mempool: who became poor loses what waits",
                 "[ledger]") {
  REQUIRE(apply("alice", transfer{1, account("poor"), 5}) == errc{});
  REQUIRE(add("poor", 0) == errc{});
  REQUIRE(add("poor", 1) == errc{});
  auto spend = draft("poor", transfer{1, account("eve"), 2});
  block({sign(spend)}); // another one of nonce 0: 1 is left
  auto dropped = recheck();
  REQUIRE(dropped.size() == 2);
  CHECK(dropped[0].reason == errc::nonce_used);
  CHECK(dropped[1].reason == errc::insufficient_balance);
  CHECK(pool.size() == 0);
  CHECK(pool.bytes() == 0);
}

TEST_CASE_METHOD(pool_chain,
                 "mempool: a proposal is fair, runs in its order, "
                 "and does not depend on arrival",
                 "[ledger]") {
  auto all = std::vector<std::pair<std::string, unsigned>>{
    {"alice", 0}, {"alice", 1}, {"alice", 2},
    {"bob", 0},   {"bob", 1},   {"carol", 0}};
  auto first = std::vector<std::string>{};
  for (auto seed = 0U; seed < 20; ++seed) {
    auto random = std::mt19937{seed};
    std::ranges::shuffle(all, random);
    std::ranges::stable_sort(all, {}, [](const auto& x) { return x.second; });
    auto fresh = pool_chain{};
    for (const auto& [somebody, nonce] : all)
      REQUIRE(fresh.add(somebody, nonce) == errc{});
    auto selected = fresh.pool.select(1'000'000);
    if (first.empty())
      first = selected;
    REQUIRE(selected == first);
  }
  REQUIRE(first.size() == 6);
  for (const auto& receipt : block(first))
    CHECK(receipt.refusal == 0);
}

TEST_CASE_METHOD(pool_chain,
                 "mempool: a proposal keeps to its size and leaves "
                 "no gap",
                 "[ledger]") {
  for (auto nonce = 0U; nonce < 4; ++nonce) {
    REQUIRE(add("alice", nonce) == errc{});
    REQUIRE(add("bob", nonce) == errc{});
  }
  auto size = transaction_of("alice", 0).size();
  for (auto room = std::size_t{0}; room < 9 * size; room += size / 2) {
    auto selected = pool.select(room);
    auto used = std::size_t{0};
    for (const auto& x : selected)
      used += x.size();
    CHECK(used <= room);
    CHECK(selected.size() == std::min<std::size_t>(8, room / size));
    auto fresh = test_chain{};
    for (const auto& receipt : fresh.block(selected))
      CHECK(receipt.refusal == 0);
  }
}

TEST_CASE_METHOD(pool_chain, "mempool: bodies are found by id", "[ledger]") {
  auto canonical = transaction_of("alice", 0);
  auto id = pool.add(canonical, state, context());
  REQUIRE(id);
  REQUIRE(pool.find(*id));
  CHECK(*pool.find(*id) == canonical);
  CHECK_FALSE(pool.find(transaction_id{}));
}
