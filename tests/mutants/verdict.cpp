// Judges a build of the consensus cores: replays every trace below the given
// folders, then runs that many seeds. Ends at the first that fails, with status
// 1 and its name.
//
//   consensus_verdict SEEDS FOLDER...

#include "tests/runtime/consensus/itf_replay.hpp"
#include "tests/sim/consensus/scenario.hpp"

#include <cstdlib>
#include <iostream>

using namespace synod;

namespace {

bool replays(const std::filesystem::path& path) {
  auto report = test::replay(test::read_itf(path));
  if (report.differences.empty())
    return true;
  std::cout << "trace " << path.filename().string() << ": "
            << report.differences.front().substr(0, 150) << '\n';
  return false;
}

bool holds(std::uint64_t seed) {
  auto x = sim::scenario{seed};
  auto failures = x.run();
  if (failures.empty())
    return true;
  std::cout << "seed " << seed << ": " << failures.front() << '\n';
  return false;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: consensus_verdict SEEDS FOLDER...\n";
    return 2;
  }
  for (auto i = 2; i < argc; ++i)
    for (const auto& path : test::itf_files(argv[i]))
      if (!replays(path))
        return 1;
  auto seeds = std::strtoull(argv[1], nullptr, 10);
  for (auto seed = 1ULL; seed <= seeds; ++seed)
    if (!holds(seed))
      return 1;
  std::cout << "all traces replay, all seeds hold\n";
}
