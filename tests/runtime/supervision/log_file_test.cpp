#include "runtime/supervision/log_file.hpp"

#include "tests/support/contents.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <string>

using namespace synod;
using namespace synod::supervision;

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
  CHECK(test::contents(file) == "first\n");
  say("second\n");
  bound_log(file, 6);
  CHECK(test::contents(file).empty());
  CHECK(test::contents(folder.path() / "node.log.1") == "first\nsecond\n");
  say("third, and no hole before it\n");
  CHECK(test::contents(file) == "third, and no hole before it\n");
  bound_log(file, 6);
  CHECK(test::contents(folder.path() / "node.log.1")
        == "third, and no hole before it\n");
  ::close(log);
  std::filesystem::remove(file);
  bound_log(file, 6); // it is not there yet
  CHECK_FALSE(std::filesystem::exists(file));
}
