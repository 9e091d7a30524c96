#include "actors/shard_worker/batch_selection.hpp"
#include "tests/actors/shard_worker/worker_bench.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <numeric>

using namespace synod;
using namespace synod::test;

namespace {

batch_share share(std::uint64_t id, std::uint32_t rows) {
  return {session_id{id}, rows};
}

std::uint32_t rows_in(const std::vector<batch_share>& xs) {
  return std::accumulate(xs.begin(), xs.end(), 0U,
                         [](auto sum, auto& x) { return sum + x.rows; });
}

} // namespace

TEST_CASE("batching: decode steps of several sessions share a batch",
          "[sessions]") {
  auto bench = worker_bench{};
  for (auto id : {1U, 2U, 3U, 4U}) {
    REQUIRE(bench.open(bench.opening(id)));
    REQUIRE(!bench.step(id, 0, 1));
  }
  CHECK(bench.batch().items.size() == 1); // the first did not wait
  bench.compute();
  CHECK(bench.batch().items.size() == 3);
  REQUIRE(!bench.step(1, 1, 1));
  bench.compute();
  CHECK(bench.batch().items.size() == 1);
  CHECK(bench.sends.size() == 4);
}

TEST_CASE("batching: one session has at most one step in a batch",
          "[sessions]") {
  auto bench = worker_bench{};
  REQUIRE(bench.open(bench.opening(1)));
  REQUIRE(bench.open(bench.opening(2)));
  REQUIRE(!bench.step(1, 0, 1));
  for (auto position : {0U, 1U, 2U})
    REQUIRE(!bench.step(2, position, 1));
  bench.compute();
  REQUIRE(bench.batch().items.size() == 1);
  CHECK(bench.batch().items[0].rows == 1);
}

TEST_CASE("batching: prefill does not hold up decode", "[sessions]") {
  auto limits = worker_limits{};
  auto bench = worker_bench{place::middle, limits};
  REQUIRE(bench.open(bench.opening(1, 1, 512)));
  REQUIRE(bench.open(bench.opening(2)));
  REQUIRE(!bench.step(1, 0, 500));
  CHECK(bench.batch().items[0].rows == limits.batch_rows);
  for (auto position = 0U; position < 5; ++position) {
    REQUIRE(!bench.step(2, position, 1));
    bench.compute();
    // The next batch has the decode step, and not much else.
    REQUIRE(bench.batch().items.size() == 2);
    CHECK(bench.batch().items[0].rows == 1);
    CHECK(bench.batch().items[1].rows == limits.mixed_batch_rows - 1);
    bench.compute();
    CHECK(bench.progress(2).positions_computed == position + 1);
  }
}

TEST_CASE("batching: a cut step asks for a token at its end only",
          "[sessions]") {
  auto bench = worker_bench{place::last};
  REQUIRE(bench.open(bench.opening(1, 1, 512)));
  auto step = bench.stepping(1, 0, 130);
  step.sample = true;
  REQUIRE(!bench.step(step));
  CHECK(!bench.batch().items[0].sample);
  bench.compute();
  CHECK(!bench.batch().items[0].sample);
  CHECK(same_bytes(bench.batch().items[0].activations, rows_of(64, 64)));
  bench.compute();
  CHECK(bench.batch().items[0].sample);
  CHECK(bench.batch().items[0].rows == 2);
  bench.compute();
  REQUIRE(bench.reports.size() == 1);
  CHECK(std::get<token_sampled>(bench.reports[0].message).position == 129);
}

TEST_CASE("batching: decode does not hold up prefill for ever", "[sessions]") {
  auto limits = worker_limits{};
  limits.batch_rows = 16;
  limits.mixed_batch_rows = 8;
  auto selection = batch_selection{limits};
  auto ready = std::vector<batch_share>{};
  for (auto id = 1U; id <= 40; ++id)
    ready.push_back(share(id, 1));
  ready.push_back(share(41, 100));
  auto served = std::map<session_id, int>{};
  for (auto i = 0; i < 10; ++i) {
    auto batch = selection.select(ready);
    CHECK(rows_in(batch) <= 16 + 8);
    CHECK(batch.back().session == session_id{41});
    for (auto& x : batch)
      ++served[x.session];
  }
  CHECK(served.size() == 41);
  for (auto& [id, times] : served)
    CHECK(times >= 4);
}

TEST_CASE("batching: prefills take turns", "[sessions]") {
  auto selection = batch_selection{worker_limits{}};
  auto ready = std::vector{share(1, 200), share(2, 200), share(3, 30)};
  CHECK(selection.select(ready) == std::vector{share(1, 64)});
  CHECK(selection.select(ready) == std::vector{share(2, 64)});
  CHECK(selection.select(ready) == std::vector{share(3, 30), share(1, 34)});
  CHECK(selection.select({}).empty());
}
