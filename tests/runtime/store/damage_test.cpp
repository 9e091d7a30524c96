// A changed byte on disk may stop a process, and is never served. Each reading
// of a damaged store happens in a child, since LMDB itself may fall over what
// it maps.

#include "tests/runtime/store/sample_chain.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/value_of.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <random>

using namespace synod;
using namespace synod::test;
namespace fs = std::filesystem;

namespace {

constexpr auto unharmed = 40;
constexpr auto noticed = 41;
constexpr auto served_wrong = 42;

void flip(const fs::path& file, std::uint64_t place, char bits) {
  auto stream
    = std::fstream{file, std::ios::in | std::ios::out | std::ios::binary};
  stream.seekg(static_cast<std::streamoff>(place));
  auto byte = static_cast<char>(stream.get() ^ bits);
  stream.seekp(static_cast<std::streamoff>(place));
  stream.put(byte);
}

/// Everything there is, read back. Also what a restart would write next.
[[noreturn]] void read_all(const fs::path& folder, std::uint64_t height) {
  ::alarm(60);
  // A fall is an outcome here, not a report that a sanitizer should write.
  for (auto fault : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE})
    std::signal(fault, SIG_DFL);
  std::freopen("/dev/null", "w", stderr);
  auto chain = store::chain_store::open(folder);
  if (!chain)
    ::_exit(noticed);
  auto result = audit_chain(**chain);
  if (result.wrong > 0)
    ::_exit(served_wrong);
  // An older meta page is an older head: whole, but fewer heights.
  if ((*chain)->height() > height)
    ::_exit(served_wrong);
  ::_exit(result.refused > 0 ? noticed : unharmed);
}

int outcome(const fs::path& folder, std::uint64_t height) {
  auto child = ::fork();
  if (child == 0)
    read_all(folder, height);
  auto status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status)) {
    CHECK(WTERMSIG(status) != SIGALRM); // it must not hang
    return noticed;
  }
  return WEXITSTATUS(status);
}

} // namespace

TEST_CASE("chain store: a flipped byte is never served",
          "[store][damage][hostile]") {
  constexpr auto height = std::uint64_t{20};
  auto folder = temporary_folder{};
  auto good = folder.path() / "good";
  {
    auto chain = test::value_of(store::chain_store::open(good));
    REQUIRE_FALSE(sample_chain::extend_to(*chain, height));
  }
  auto size = fs::file_size(good / "data.mdb");
  auto random = std::mt19937_64{11};
  auto seen = std::map<int, int>{};
  for (auto round = 0; round < 80; ++round) {
    auto bad = folder.path() / "bad";
    fs::remove_all(bad);
    fs::copy(good, bad);
    auto place = random() % size;
    auto bits = static_cast<char>(1 + random() % 255);
    CAPTURE(place, static_cast<int>(bits));
    flip(bad / "data.mdb", place, bits);
    auto result = outcome(bad, height);
    CHECK(result != served_wrong);
    CHECK((result == unharmed || result == noticed));
    ++seen[result];
  }
  // Free pages and padding may change; but much is written, and is watched.
  CHECK(seen[noticed] > 10);
  CHECK(outcome(good, height) == unharmed);
}
