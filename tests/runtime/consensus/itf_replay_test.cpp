// Replays traces that nobody here wrote against the cores: the Malachite
// specification's, of its state machine, its vote keeper and whole systems.

#include "tests/runtime/consensus/itf_replay.hpp"

#include "tests/support/joined.hpp"
#include "tests/support/test_data.hpp"

#include <catch2/catch.hpp>

#include <iostream>
#include <map>
#include <set>

using namespace synod::test;

namespace {

using reasons = std::set<std::string>;

const auto repeated
  = std::string{"L36 or L47 is applied again in a later step"};
const auto dropped = std::string{
  "a decision before the first round is filed under round 0, dropped"};
const auto unskipped = std::string{
  "early votes are loaded as if in their highest round, none skips"};
const auto overlooked
  = std::string{"from the propose step to the next round's is no step change, "
                "so its proposal is not looked at"};

/// The traces in which the specification leaves a rule unapplied that the paper
/// applies.
const auto named = std::map<std::string, reasons>{
  {"heightLogicTest__fastProcessesDecidesAtHeight0SlowOneCatchesUpTest_0",
   {dropped, unskipped}},
  {"heightLogicTest__slowProcessAtHeight1Test_3", {dropped, unskipped}},
  {"someMultiRoundTest__DecideFutureRoundTest_1", {overlooked}},
};

/// A named trace has its exceptions and no others; one that is new here is
/// named with what it has.
void check_exceptions(const std::filesystem::path& path,
                      const replay_report& report) {
  auto found = reasons{report.allowed.begin(), report.allowed.end()};
  found.erase(repeated);
  auto name = path.filename().string();
  name = name.substr(0, name.find('.'));
  auto known = named.find(name);
  INFO(name << joined({found.begin(), found.end()}));
  if (known != named.end())
    CHECK(found == known->second);
  else
    for (const auto& why : found)
      std::cout << name << ": " << why << '\n';
}

/// @returns how many traces of each kind were replayed
std::map<std::string, std::size_t>
replay_all(const std::filesystem::path& folder) {
  auto result = std::map<std::string, std::size_t>{};
  for (const auto& path : itf_files(folder)) {
    auto report = replay(read_itf(path));
    INFO(path.filename().string() << joined(report.differences));
    CHECK(report.differences.empty());
    CHECK(report.steps > 1);
    check_exceptions(path, report);
    ++result[report.kind];
  }
  return result;
}

} // namespace

TEST_CASE("itf: the traces beside the tests replay, state and output equal",
          "[consensus][itf]") {
  auto counts = replay_all(own_data());
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
