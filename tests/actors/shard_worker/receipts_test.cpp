// What a worker signs: which positions, about which rows, and when.

#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/commitment.hpp"
#include "tests/actors/shard_worker/worker_bench.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <memory>

using namespace synod;
using namespace synod::test;

namespace {

constexpr auto chain = "test-chain";

std::shared_ptr<crypto::signing_key> key_of_worker() {
  auto seed = std::array<std::byte, crypto::signing_key::seed_size>{};
  seed[0] = std::byte{42};
  return std::make_shared<crypto::signing_key>(
    crypto::signing_key::from_seed(seed));
}

receipt_signer signer() {
  auto key = key_of_worker();
  return {chain, key->public_key(), {}, "profile", [key](auto bytes) {
            return key->sign(bytes);
          }};
}

work_order order(std::uint32_t from = 0) {
  auto result = work_order{};
  result.escrow = escrow_id{{1}};
  result.request_number = 5;
  result.salt = request_salt{{9}};
  result.receipts_from = from;
  return result;
}

struct receipts_bench : worker_bench {
  explicit receipts_bench(place where = place::middle)
    : worker_bench(where, {}, signer()) {
  }

  using worker_bench::close;
  using worker_bench::deliver;

  void deliver(const send_receipt& x, std::optional<errc> refusal = {}) {
    core.receipt_delivered(x.ticket, refusal, now);
    collect();
  }

  caf::error close(std::uint64_t id, std::uint32_t from, std::uint32_t end,
                   std::uint32_t attempt) {
    auto x = close_session{session_id{id}, attempt, from, end};
    return collect(core.close("front", x, now));
  }

  void open_paid(std::uint32_t attempt = 1, std::uint32_t from = 0) {
    auto x = opening(1, attempt, 256);
    x.order = order(from);
    REQUIRE(open(x));
  }

  /// Runs rows one message at a time, as a decode does.
  void run(std::uint32_t from, std::uint32_t rows, bool sample = false,
           std::uint32_t attempt = 1) {
    auto x = stepping(1, from, rows, attempt);
    x.sample = sample;
    REQUIRE_FALSE(step(x));
    compute_all();
    accept_all();
  }

  [[nodiscard]] std::vector<ledger::interval> intervals() const {
    auto result = std::vector<ledger::interval>{};
    for (auto& x : receipts)
      result.push_back({x.message.receipt.receipt.position,
                        x.message.receipt.receipt.positions});
    return result;
  }
};

using intervals = std::vector<ledger::interval>;

digest rows_root(std::uint32_t from, std::uint32_t rows) {
  auto leaves = std::vector<digest>{};
  for (auto i = from; i < from + rows; ++i)
    leaves.push_back(ledger::commit_row(
      order().salt, i,
      std::vector<float>(bench_hidden_size, static_cast<float>(i))));
  return crypto::merkle_root(leaves);
}

} // namespace

TEST_CASE("receipts: one per 64 positions, and the last as the close asks",
          "[shard_worker]") {
  auto w = receipts_bench{};
  w.open_paid();
  w.run(0, 50);
  CHECK(w.receipts.empty());
  w.run(50, 30);
  CHECK(w.intervals() == intervals{{0, 64}});
  w.run(80, 60);
  CHECK(w.intervals() == intervals{{0, 64}, {64, 64}});
  w.receipts.clear();
  w.close(1, 128, 139, 1);
  CHECK(w.intervals() == intervals{{128, 11}});
}

TEST_CASE("receipts: they are about the rows, however these came",
          "[shard_worker]") {
  auto whole = receipts_bench{};
  whole.open_paid();
  whole.run(0, 64);
  auto parts = receipts_bench{};
  parts.open_paid();
  for (auto i = 0U; i < 64; i += 4)
    parts.run(i, 4);
  REQUIRE(whole.receipts.size() == 1);
  REQUIRE(parts.receipts.size() == 1);
  CHECK(whole.receipts[0].message.receipt == parts.receipts[0].message.receipt);
  auto& x = whole.receipts[0].message.receipt.receipt;
  CHECK(x.input == std::vector{rows_root(0, 64)});
  CHECK(x.output == std::vector{rows_root(0, 64)});
  CHECK(x.range == shard_range{2, 2});
  CHECK(x.request_number == 5);
}

TEST_CASE("receipts: the account has signed them for this chain",
          "[shard_worker]") {
  auto w = receipts_bench{};
  w.open_paid();
  w.run(0, 64);
  REQUIRE(w.receipts.size() == 1);
  auto& x = w.receipts[0].message.receipt;
  CHECK(x.receipt.worker == key_of_worker()->public_key());
  CHECK(crypto::verify(x.receipt.worker, crypto::signed_bytes(chain, x.receipt),
                       x.signature));
  CHECK_FALSE(crypto::verify(
    x.receipt.worker, crypto::signed_bytes("another", x.receipt), x.signature));
}

TEST_CASE("receipts: the first worker commits to ids, the last one to what it "
          "sampled",
          "[shard_worker]") {
  auto first = receipts_bench{place::first};
  first.open_paid();
  first.run(0, 64);
  REQUIRE(first.receipts.size() == 1);
  CHECK(first.receipts[0].message.receipt.receipt.input
        == std::vector{ledger::commit_tokens(order().salt, 0,
                                             std::vector<token_id>(64, 7))});
  auto last = receipts_bench{place::last};
  last.open_paid();
  last.run(0, 62, true); // samples 62
  last.run(62, 1, true); // 63
  last.run(63, 1, true); // 64
  REQUIRE(last.receipts.size() == 1);
  auto leaves = std::vector<digest>{};
  for (auto i = 0U; i < 61; ++i)
    leaves.push_back(ledger::commit_nothing(order().salt, i));
  for (auto i = 61U; i < 64; ++i)
    leaves.push_back(ledger::commit_token(order().salt, i, i + 1));
  CHECK(last.receipts[0].message.receipt.receipt.output
        == std::vector{crypto::merkle_root(leaves)});
}

TEST_CASE("receipts: one who takes over signs from where it is told, whatever "
          "it computes again",
          "[shard_worker]") {
  auto w = receipts_bench{};
  w.open_paid(2, 64);
  w.run(0, 64, false, 2);
  CHECK(w.receipts.empty());
  w.run(64, 40, false, 2);
  w.close(1, 64, 100, 2);
  CHECK(w.intervals() == intervals{{64, 36}});
  CHECK(w.receipts[0].message.receipt.receipt.input.size()
        == ledger::cover({64, 36}).size());
}

TEST_CASE("receipts: a higher attempt gets again what did not arrive",
          "[shard_worker]") {
  auto w = receipts_bench{};
  w.open_paid();
  w.run(0, 64);
  w.receipts.clear();
  w.open_paid(2, 0);
  CHECK(w.intervals() == intervals{{0, 64}});
  w.receipts.clear();
  w.open_paid(3, 64);
  CHECK(w.receipts.empty());
}

TEST_CASE("receipts: what was sampled stays what went out when it is computed "
          "again",
          "[shard_worker]") {
  auto straight = receipts_bench{place::last};
  straight.open_paid();
  auto rewound = receipts_bench{place::last};
  rewound.open_paid();
  for (auto* w : {&straight, &rewound}) {
    w->run(0, 60, true);
    w->run(60, 1, true);
    w->run(61, 1, true);
  }
  straight.run(62, 1, true);
  straight.run(63, 1, true);
  rewound.open_paid(2, 0);
  rewound.run(58, 5, true, 2); // from a position below those sampled
  rewound.run(63, 1, true, 2);
  REQUIRE(straight.receipts.size() == 1);
  REQUIRE(rewound.receipts.size() == 1);
  CHECK(straight.receipts[0].message.receipt
        == rewound.receipts[0].message.receipt);
}

TEST_CASE("receipts: no token waits for them", "[shard_worker]") {
  auto w = receipts_bench{};
  w.open_paid();
  auto x = w.stepping(1, 0, 64);
  REQUIRE_FALSE(w.core.step(w.stepper(), x, w.now));
  auto batch = w.core.take_effects();
  REQUIRE(batch.size() == 1);
  auto result = batch_result{};
  result.output = rows_of(0, 64);
  w.core.computed(std::get<run_batch>(batch[0]).number, {result}, w.now);
  auto effects = w.core.take_effects();
  REQUIRE(effects.size() == 1);
  CHECK(std::holds_alternative<send_step>(effects[0]));
  w.core.sign_receipts(w.now);
  CHECK(w.core.take_effects().size() == 1);
}

TEST_CASE("receipts: one without an answer comes again, after the session too",
          "[shard_worker]") {
  auto w = receipts_bench{};
  w.open_paid();
  w.run(0, 10);
  w.close(1, 0, 10, 1);
  REQUIRE(w.receipts.size() == 1);
  CHECK(w.core.size() == 0);
  w.deliver(w.receipts[0], errc::timed_out);
  w.advance(1s);
  REQUIRE(w.receipts.size() == 2);
  w.deliver(w.receipts[1], errc::node_down);
  w.advance(1s);
  REQUIRE(w.receipts.size() == 3);
  w.deliver(w.receipts[2], errc::unknown_request); // an answer all the same
  w.advance(60s);
  CHECK(w.receipts.size() == 3);
}

TEST_CASE("receipts: one that nobody ever answers is given up",
          "[shard_worker]") {
  auto w = receipts_bench{};
  w.open_paid();
  w.run(0, 10);
  w.close(1, 0, 10, 1);
  for (auto i = std::size_t{0}; i < w.receipts.size(); ++i) {
    REQUIRE(i < 100);
    auto x = w.receipts[i];
    w.deliver(x, errc::timed_out);
    w.advance(2s);
  }
  CHECK_FALSE(w.core.next_tick());
}

TEST_CASE("receipts: hostile orders and closes are refused or change nothing",
          "[shard_worker]") {
  auto w = receipts_bench{};
  w.open_paid();
  w.run(0, 70);
  auto other = w.opening(1, 2, 256);
  other.order = order();
  other.order.request_number = 6; // other work under the same session
  CHECK(w.open(other).error() == errc::invalid_argument);
  w.receipts.clear();
  w.close(1, 0xffffffff, 0xffffffff, 1); // nothing to sign there
  CHECK(w.receipts.empty());
  w.open_paid(3, 0);
  w.run(0, 3, false, 3);
  w.close(1, 0, 0xffffffff, 3); // as far as there is something
  CHECK(w.intervals() == intervals{{0, 3}});

  auto unpaid = worker_bench{};
  auto x = unpaid.opening(1);
  x.order = order();
  CHECK(unpaid.open(x).error() == errc::invalid_argument);
  CHECK(unpaid.open(unpaid.opening(1)));
}
