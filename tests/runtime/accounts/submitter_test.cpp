// An account's transactions against a mempool that refuses, forgets, restarts
// and keeps silent. Whatever it does, each submission is applied once, in the
// end, and nothing has two nonces at a time.

#include "tests/runtime/accounts/submitter_bench.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <utility>

using namespace synod;
using namespace synod::accounts;
using namespace synod::test;
using namespace std::chrono_literals;

TEST_CASE("submitter: what is asked for is done once, in order", "[accounts]") {
  auto b = bench{};
  for (auto i = 0U; i < 5; ++i)
    b.add(i);
  b.run(3);
  b.validator.make_block();
  b.run(60);
  REQUIRE(b.results.size() == 5);
  CHECK(b.core.waiting() == 0);
  for (auto i = 0U; i < 5; ++i)
    CHECK(b.validator.applied[i] == b.body(i));
  for (auto& x : b.results) {
    CHECK_FALSE(x.refusal);
    CHECK(x.height == block_height{7});
  }
}

TEST_CASE("submitter: a mempool that was lost is filled again, with the same "
          "transactions",
          "[accounts]") {
  auto b = bench{};
  for (auto i = 0U; i < 3; ++i)
    b.add(i);
  b.run(5);
  auto before = b.core.id_of(0);
  REQUIRE(before);
  b.validator.pool.clear(); // it restarted
  b.run(200);
  REQUIRE(b.validator.pool.size() == 3);
  CHECK(b.core.id_of(0) == before);
  b.validator.make_block();
  b.run(200);
  CHECK(b.results.size() == 3);
  CHECK(b.validator.applied.size() == 3);
}

TEST_CASE("submitter: another holder of the key does not stop it",
          "[accounts]") {
  auto b = bench{};
  b.add(0);
  b.is_lost = is_submission;
  b.run(3);              // signed with nonce 0, but on no way
  b.validator.nonce = 4; // which others have used meanwhile
  b.is_lost = nothing;
  b.run(100);
  REQUIRE(b.validator.pool.size() == 1);
  CHECK(b.validator.pool.begin()->first == 4);
  b.validator.make_block();
  b.run(100);
  CHECK(b.results.size() == 1);
}

TEST_CASE("submitter: an answer that was lost does not do it twice",
          "[accounts]") {
  auto b = bench{};
  b.add(0);
  b.lose_first_answer();
  b.run(2);
  b.validator.make_block();
  b.run(100);
  CHECK(b.results.size() == 1);
  CHECK(b.validator.applied.size() == 1);
}

TEST_CASE("submitter: one that has waited too long is signed anew",
          "[accounts]") {
  auto b = bench{};
  b.add(0);
  b.is_lost = is_submission;
  b.run(2);
  auto before = b.core.id_of(0);
  b.run(1'300); // two minutes
  CHECK(b.core.id_of(0) != before);
  CHECK(b.core.waiting() == 1);
}

TEST_CASE("submitter: only so many wait", "[accounts]") {
  auto limits = submitter_limits{};
  limits.waiting_max = 2;
  auto core = submitter{nobody(), limits};
  CHECK_FALSE(core.add(1, transaction_type::transfer, {}));
  CHECK_FALSE(core.add(2, transaction_type::transfer, {}));
  CHECK(core.add(3, transaction_type::transfer, {}) == errc::overloaded);
}

TEST_CASE("submitter: whatever goes wrong, everything is done in the end",
          "[accounts]") {
  for (auto seed = 1U; seed <= 200; ++seed) {
    CAPTURE(seed);
    auto random = std::mt19937_64{seed};
    auto b = bench{};
    b.is_lost = [&](const auto&) { return random() % 4 == 0; };
    auto added = std::uint64_t{0};
    for (auto i = 0; i < 400; ++i) {
      if (added < 20 && random() % 8 == 0)
        b.add(added++);
      if (random() % 10 == 0)
        b.validator.make_block();
      if (random() % 60 == 0)
        b.validator.pool.clear();
      b.step();
    }
    b.is_lost = nothing;
    for (auto i = 0; i < 400 && b.core.waiting() > 0; ++i) {
      b.run(10);
      b.validator.make_block();
    }
    CHECK(b.core.waiting() == 0);
    CHECK(b.results.size() == added);
    for (auto i = std::uint64_t{0}; i < added; ++i)
      CHECK(std::ranges::count(b.validator.applied, b.body(i)) == 1);
  }
}

TEST_CASE("submitter: a validator that is behind does not make it do it twice",
          "[accounts]") {
  auto b = bench{};
  b.add(0);
  b.lose_first_answer();
  b.run(2);
  b.behind = fake_validator{};
  b.validator.make_block(); // which the other has not got yet
  b.run(50);
  CHECK(b.core.waiting() == 1); // nobody knows
  b.validator.make_block();
  b.behind.reset();
  b.run(200);
  b.validator.make_block();
  b.run(200);
  CHECK(b.results.size() == 1);
  CHECK(b.validator.applied.size() == 1);
}

TEST_CASE("submitter: two validators of which one is behind do not say "
          "together that a transaction is lost",
          "[accounts]") {
  auto b = bench{};
  b.add(0);
  b.is_lost = [&](const submitter::question& x) {
    if (auto* sent = std::get_if<submit_transaction>(&x))
      if (b.validator.nonce == 0 && b.validator.pool.empty())
        (void) b.validator.submit(*sent);
    // The up-to-date one tells the nonce; the other is asked for the rest.
    if (std::holds_alternative<get_transaction>(x))
      b.behind = fake_validator{};
    else
      b.behind.reset();
    return is_submission(x) && b.validator.blocks.empty();
  };
  b.run(2);
  b.validator.make_block();
  for (auto i = 0; i < 10; ++i) {
    b.run(20);
    b.validator.make_block();
  }
  CHECK(b.core.waiting() == 1);
  CHECK(b.validator.applied.size() == 1);
  b.behind.reset();
  b.is_lost = nothing;
  b.run(200);
  CHECK(b.results.size() == 1);
  CHECK(b.validator.applied.size() == 1);
}

TEST_CASE("submitter: one that was signed anew is known by its first id too",
          "[accounts]") {
  auto b = bench{};
  b.add(0);
  auto first = true;
  b.is_lost = [&](const submitter::question& x) {
    auto* sent = std::get_if<submit_transaction>(&x);
    if (sent && std::exchange(first, false))
      (void) b.validator.submit(*sent);
    return sent != nullptr;
  };
  b.run(2);
  b.validator.make_block();
  auto before = b.core.id_of(0);
  b.run(1'300); // two minutes
  CHECK(b.core.id_of(0) != before);
  b.is_lost = nothing;
  b.run(200);
  b.validator.make_block();
  b.run(200);
  REQUIRE(b.results.size() == 1);
  CHECK(b.results[0].id == before);
  CHECK(b.validator.applied.size() == 1);
}
