#include "runtime/supervision/log_file.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>

using namespace synod;
using namespace synod::supervision;

namespace {

std::string text_of(const std::filesystem::path& file) {
  auto in = std::ifstream{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

TEST_CASE("log: what is too long moves aside under a process that writes",
          "[supervision]") {
  auto folder = test::temporary_folder{};
  auto file = folder.path() / "node.log";
  auto log = open_log(file);
  auto say = [&](const std::string& line) {
    REQUIRE(::write(log, line.data(), line.size())
            == static_cast<ssize_t>(line.size()));
  };
  say("first\n");
  bound_log(file, 6);
  CHECK(text_of(file) == "first\n");
  say("second\n");
  bound_log(file, 6);
  CHECK(text_of(file).empty());
  CHECK(text_of(folder.path() / "node.log.1") == "first\nsecond\n");
  say("third, and no hole before it\n");
  CHECK(text_of(file) == "third, and no hole before it\n");
  bound_log(file, 6);
  CHECK(text_of(folder.path() / "node.log.1")
        == "third, and no hole before it\n");
  ::close(log);
  std::filesystem::remove(file);
  bound_log(file, 6); // it is not there yet
  CHECK_FALSE(std::filesystem::exists(file));
}
