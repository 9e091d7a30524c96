#include "runtime/topology/tiling.hpp"

#include <catch2/catch.hpp>

using namespace synod::topology;

namespace {

using indices = std::vector<std::size_t>;

} // namespace

TEST_CASE("tiling: ranges that meet end to end are fine") {
  for (const auto& ranges : std::vector<std::vector<block_range>>{
         {{0, 5}},
         {{0, 2}, {3, 5}},
         {{3, 5}, {0, 2}, {3, 5}, {0, 2}},
         {{0, 5}, {0, 2}, {3, 5}},
         {{0, 0}, {1, 4}, {5, 5}, {0, 2}, {3, 5}}}) {
    auto checked = check_tiling(ranges, 6);
    CHECK(checked.fault.empty());
    CHECK(checked.unused.empty());
  }
}

TEST_CASE("tiling: what is missing is named") {
  CHECK(check_tiling({}, {}).fault == "no shard_worker runs its blocks");
  CHECK(check_tiling({{1, 5}}, {}).fault == "no shard_worker runs block 0");
  CHECK(check_tiling({{0, 1}, {4, 5}}, {}).fault
        == "no shard_worker runs blocks 2-3");
  CHECK(check_tiling({{0, 5}}, 8).fault == "no shard_worker runs blocks 6-7");
  CHECK(check_tiling({{0, 5}}, 4).fault
        == "has 4 blocks, 0 to 3, but a shard_worker is to run blocks 4-5");
}

TEST_CASE("tiling: ranges that no route can use are named") {
  CHECK(check_tiling({{0, 2}, {3, 5}, {2, 5}}, 6).unused == indices{2});
  CHECK(check_tiling({{0, 2}, {3, 5}, {0, 3}}, 6).unused == indices{2});
  auto overlap = check_tiling({{0, 3}, {2, 5}}, 6);
  CHECK(overlap.fault
        == "its ranges of blocks overlap but do not meet end to "
           "end");
  CHECK(overlap.unused == indices{0, 1});
}
