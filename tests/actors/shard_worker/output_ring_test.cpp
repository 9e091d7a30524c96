#include "actors/shard_worker/output_ring.hpp"

#include "tests/actors/shard_worker/worker_place.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::test;

namespace {

constexpr auto row_bytes = bench_hidden_size * sizeof(float);

/// Room for ten rows; holds [0, 8) in two chunks.
output_ring filled() {
  auto result = output_ring{10 * row_bytes, row_bytes};
  result.push(4, false, rows_of(0, 4), 0);
  result.push(4, true, rows_of(4, 4), 0);
  return result;
}

} // namespace

TEST_CASE("output ring: what was not accepted stays", "[sessions]") {
  auto ring = filled();
  CHECK(ring.room_rows(0) == 2);
  CHECK(ring.room_rows(2) == 2); // a chunk goes as a whole
  CHECK(ring.room_rows(4) == 6);
  CHECK(ring.room_rows(8) == 10);
  ring.push(2, false, rows_of(8, 2), 2);
  CHECK(ring.begin() == 0);
  ring.push(3, false, rows_of(10, 3), 4);
  CHECK(ring.begin() == 4);
  CHECK(ring.bytes() == 9 * row_bytes);
  CHECK(same_bytes(ring.read(5, 2).activations, rows_of(5, 2)));
}

TEST_CASE("output ring: pieces end at rows that yield a token", "[sessions]") {
  auto ring = filled();
  ring.push(1, false, rows_of(8, 1), 0);
  auto x = ring.read(1, 64);
  CHECK(x.rows == 7);
  CHECK(x.sample);
  CHECK(same_bytes(x.activations, rows_of(1, 7)));
  x = ring.read(8, 64);
  CHECK(x.rows == 1);
  CHECK(!x.sample);
}

TEST_CASE("output ring: truncated anywhere it goes on from there",
          "[sessions]") {
  for (auto position = 0U; position <= 8; ++position) {
    auto ring = filled();
    ring.truncate(position);
    CHECK(ring.end() == position);
    CHECK(ring.begin() == 0);
    ring.push(2, false, rows_of(position, 2), 0);
    auto next = 0U;
    while (next < ring.end()) {
      auto x = ring.read(next, 64);
      CHECK(same_bytes(x.activations, rows_of(next, x.rows)));
      next += x.rows;
    }
    CHECK(next == position + 2);
  }
  auto ring = filled();
  ring.push(6, false, rows_of(8, 6), 8); // [0, 4) goes
  ring.truncate(2);
  CHECK(ring.begin() == 2);
  CHECK(ring.end() == 2);
}
