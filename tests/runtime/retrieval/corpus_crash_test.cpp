// Kills a process that changes a corpus without end, at a random point of its
// work, and looks at what is left.

#include "runtime/retrieval/corpus.hpp"
#include "tests/support/small_corpus.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace synod;
using namespace synod::retrieval;

namespace {

passage at_version(std::uint64_t version) {
  return {"r1", "Savings", "This is version " + std::to_string(version) + "."};
}

/// Changes the corpus for ever; tells each version that is acknowledged.
[[noreturn]] void change_for_ever(const corpus_options& options, int pipe) {
  corpus rates{options};
  for (;;) {
    auto changed = rates.change(
      {change_passage::replace, at_version(rates.version() + 1)});
    if (!changed
        || ::write(pipe, &changed->version, sizeof(changed->version))
             != sizeof(changed->version))
      ::_exit(1);
  }
}

/// Kills the writer once it has acknowledged `versions` more; returns the last
/// one that it acknowledged.
std::uint64_t kill_after(const corpus_options& options, int versions) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0)
    change_for_ever(options, ends[1]);
  ::close(ends[1]);
  std::uint64_t last = 0;
  std::uint64_t version = 0;
  while (::read(ends[0], &version, sizeof(version)) == sizeof(version)) {
    last = version;
    if (--versions == 0)
      ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  return last;
}

} // namespace

TEST_CASE("corpus: a kill loses nothing acknowledged and mixes no versions",
          "[corpus][crash]") {
  test::small_corpus files;
  for (int round = 1; round <= 12; ++round) {
    auto acknowledged = kill_after(files.options(), round);
    corpus rates{files.options()};
    CAPTURE(round, acknowledged, rates.version());
    REQUIRE(acknowledged >= 1);
    CHECK(rates.version() >= acknowledged);
    CHECK(rates.version() <= acknowledged + 1);
    CHECK(rates.size() == 3);
    auto page = rates.list({"", 1});
    REQUIRE(page);
    CHECK(page->passages.at(0) == at_version(rates.version()));
    auto found = rates.find({"version " + std::to_string(rates.version()), 1});
    REQUIRE(found);
    CHECK(found->passages.at(0).found == at_version(rates.version()));
  }
}
