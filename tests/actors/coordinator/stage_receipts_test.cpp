// The receipts of one range, from workers that took over from each other, and
// from one that sends too many.

#include "actors/coordinator/stage_receipts.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::coordinator;

namespace {

signed_receipt
made(std::uint8_t worker, std::uint32_t position, std::uint32_t end) {
  auto result = signed_receipt{};
  result.receipt.worker = account_id{{worker}};
  result.receipt.position = position;
  result.receipt.positions = end - position;
  return result;
}

std::vector<std::uint32_t> starts(const stage_receipts& x, std::uint32_t end) {
  auto result = std::vector<std::uint32_t>{};
  if (auto chain = x.chain_to(end))
    for (auto& y : *chain)
      result.push_back(y.receipt.position);
  return result;
}

} // namespace

TEST_CASE("stage receipts: they are chained from position 0, whoever made them",
          "[coordinator]") {
  auto stage = stage_receipts{};
  CHECK(stage.covered() == 0);
  CHECK(stage.add(made(1, 64, 100)));
  CHECK(stage.covered() == 0);
  CHECK(stage.add(made(1, 0, 64)));
  CHECK(stage.add(made(2, 100, 128)));
  CHECK(stage.add(made(2, 130, 140))); // after a gap
  CHECK(stage.covered() == 128);
  CHECK(starts(stage, 128) == std::vector<std::uint32_t>{0, 64, 100});
  CHECK(starts(stage, 100) == std::vector<std::uint32_t>{0, 64});
  CHECK(starts(stage, 140).empty());
  CHECK(starts(stage, 120).empty());
}

TEST_CASE("stage receipts: one that overlaps does not break the chain",
          "[coordinator]") {
  auto stage = stage_receipts{};
  for (auto end : {64U, 40U, 10U})
    CHECK(stage.add(made(1, 0, end)));
  CHECK(stage.add(made(2, 40, 64)));
  CHECK(stage.add(made(2, 64, 70)));
  CHECK(stage.covered() == 70);
  auto chain = stage.chain_to(70);
  REQUIRE(chain);
  auto at = std::uint32_t{0};
  for (auto& x : *chain) {
    CHECK(x.receipt.position == at);
    at += x.receipt.positions;
  }
  CHECK(at == 70);
}

TEST_CASE("stage receipts: the same one twice is one", "[coordinator]") {
  auto stage = stage_receipts{};
  CHECK(stage.add(made(1, 0, 64)));
  CHECK(stage.add(made(1, 0, 64)));
  CHECK(stage.size() == 1);
}

TEST_CASE("stage receipts: one worker that sends without end keeps nobody out",
          "[coordinator]") {
  auto stage = stage_receipts{};
  auto taken = 0;
  for (auto i = 0U; i < 5'000; ++i)
    taken += stage.add(made(1, 100 + i, 101 + i));
  CHECK(taken == 1'024);
  CHECK(stage.add(made(2, 0, 64)));
  CHECK(stage.covered() == 64);
  for (std::uint8_t worker = 3; worker < 10; ++worker)
    for (auto i = 0U; i < 1'024; ++i)
      (void) stage.add(made(worker, 10'000 + i, 10'001 + i));
  CHECK(stage.size() == 4'096);
}
