// kill -9 at any moment: what was acknowledged is there after a restart, whole,
// and nothing that was not committed is.

#include "tests/runtime/store/sample_chain.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <optional>
#include <random>

using namespace synod;
using namespace synod::test;

namespace {

/// Commits without end and tells each height once it is durable.
[[noreturn]] void write_for_ever(const std::filesystem::path& folder, int out) {
  auto chain = store::chain_store::open(folder);
  while (chain && !sample_chain::extend(**chain)) {
    auto height = *(*chain)->height();
    if (::write(out, &height, sizeof(height)) != sizeof(height))
      break;
  }
  ::_exit(1);
}

/// @returns the last height that the child acknowledged before it was killed.
std::optional<std::uint64_t> kill_a_writer(const std::filesystem::path& folder,
                                           std::chrono::milliseconds after) {
  auto ends = std::array<int, 2>{};
  REQUIRE(::pipe(ends.data()) == 0);
  auto child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    write_for_ever(folder, ends[1]);
  }
  ::close(ends[1]);
  auto last = std::optional<std::uint64_t>{};
  auto height = std::uint64_t{0};
  auto deadline = std::chrono::steady_clock::now() + after;
  while (std::chrono::steady_clock::now() < deadline
         && ::read(ends[0], &height, sizeof(height)) == sizeof(height))
    last = height;
  ::kill(child, SIGKILL);
  while (::read(ends[0], &height, sizeof(height)) == sizeof(height))
    last = height;
  ::close(ends[0]);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  return last;
}

} // namespace

TEST_CASE("chain store: kill -9 loses nothing that was acknowledged",
          "[store][crash]") {
  auto folder = temporary_folder{};
  auto random = std::mt19937{7};
  auto committed = std::uint64_t{0};
  for (auto round = 0; round < 10; ++round) {
    CAPTURE(round);
    auto after = std::chrono::milliseconds{random() % 60 + 5};
    auto last = kill_a_writer(folder.path(), after);
    auto chain = store::chain_store::open(folder.path());
    REQUIRE(chain);
    auto height = (*chain)->height();
    if (last) {
      REQUIRE(height);
      CHECK(*height >= *last);
      CHECK(*height <= *last + 1); // at most one was on its way
      committed = *height;
    }
  }
  CHECK(committed > 0);
  auto chain = store::chain_store::open(folder.path());
  auto result = audit_chain(**chain);
  CHECK(result.right == (*(*chain)->height() + 1) * 5);
  CHECK(result.wrong + result.refused == 0);
}
