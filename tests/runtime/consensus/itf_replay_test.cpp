// Replays traces that nobody here wrote against the cores: the Malachite
// specification's, of its state machine, its vote keeper and whole systems.

#include "tests/runtime/consensus/itf_replay.hpp"

#include "tests/support/joined.hpp"
#include "tests/support/test_data.hpp"

#include <catch2/catch.hpp>

#include <iostream>

using namespace synod::test;

namespace {

/// @returns how many traces of each kind were replayed
std::map<std::string, std::size_t>
replay_all(const std::filesystem::path& folder) {
  auto result = std::map<std::string, std::size_t>{};
  for (const auto& path : itf_files(folder)) {
    auto report = replay(read_itf(path));
    INFO(path.filename().string() << joined(report.differences));
    CHECK(report.differences.empty());
    CHECK(report.steps > 1);
    ++result[report.kind];
  }
  return result;
}

} // namespace

TEST_CASE("itf: the traces beside the tests replay, state and output equal",
          "[consensus][itf]") {
  auto counts = replay_all(own_data() / "malachite-itf");
  CHECK(counts["core"] >= 1);
  CHECK(counts["keeper"] >= 1);
  CHECK(counts["system"] >= 1);
}

TEST_CASE(
  "itf: every trace below SYNOD_VECTORS replays, state and output equal",
  "[consensus][itf]") {
  if (itf_files(vectors()).empty()) {
    std::cout << "skipped: no *.itf.json below SYNOD_VECTORS ("
              << vectors().string() << ")\n";
    return;
  }
  auto counts = replay_all(vectors());
  CHECK(counts["core"] + counts["keeper"] + counts["system"] >= 1);
}
