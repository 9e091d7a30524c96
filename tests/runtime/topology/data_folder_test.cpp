#include "runtime/topology/data_folder.hpp"

#include "runtime/topology/process_lock.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

using namespace synod::topology;
namespace fs = std::filesystem;

namespace {

struct scratch_folder {
  scratch_folder() {
    auto name = std::string{"/tmp/synod-data-XXXXXX"};
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }

  ~scratch_folder() {
    fs::remove_all(path);
  }

  fs::path path;
};

/// Runs `f` in a process of its own.
/// @returns the exit status that `f` returned
template <class F>
int in_child(F&& f) {
  auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0)
    ::_exit(f());
  auto status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

} // namespace

TEST_CASE_METHOD(scratch_folder, "data_folder: is made, and may exist") {
  for (auto i = 0; i < 2; ++i) {
    auto folder = open_data_folder(path / "deep" / "data/");
    CHECK(folder.root == path / "deep" / "data");
    CHECK(fs::is_directory(folder.keys()));
    CHECK(folder.log("alpha") == path / "deep/data/logs/alpha.log");
  }
  struct stat info {};
  REQUIRE(::stat((path / "deep/data").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0700);
}

TEST_CASE_METHOD(scratch_folder, "data_folder: a file in its place is named") {
  write_file(path / "data", "x");
  CHECK_THROWS_WITH(open_data_folder(path / "data"),
                    Catch::Contains("data: Not a directory"));
}

TEST_CASE("data folder: a file that cannot be written leaves nothing behind",
          "[topology]") {
  auto folder = scratch_folder{};
  auto taken = folder.path / "taken";
  fs::create_directory(taken);
  CHECK_THROWS_WITH(write_file(taken, "x"), Catch::Contains("taken"));
  auto left = fs::directory_iterator{folder.path};
  CHECK(std::distance(begin(left), end(left)) == 1);
}

TEST_CASE_METHOD(scratch_folder, "data_folder: files are replaced as a whole") {
  auto file = path / "gateway.url";
  CHECK_FALSE(read_line(file));
  write_file(file, "one\nand more\n");
  CHECK(read_line(file) == "one");
  write_file(file, "two\n");
  CHECK(read_line(file) == "two");
  CHECK(std::distance(fs::directory_iterator{path}, {}) == 1);
}

TEST_CASE_METHOD(scratch_folder, "process_lock: one process at a time") {
  auto file = path / "run.lock";
  CHECK_FALSE(process_lock::holder(file));
  auto self = ::getpid();
  {
    auto lock = process_lock::take(file);
    REQUIRE(lock);
    CHECK(in_child([&] {
            auto refused = !process_lock::take(file);
            return refused && process_lock::holder(file) == self ? 0 : 1;
          })
          == 0);
  }
  CHECK(in_child([&] { return process_lock::take(file) ? 0 : 1; }) == 0);
  CHECK_FALSE(process_lock::holder(file));
}

TEST_CASE_METHOD(scratch_folder, "process_lock: a child does not inherit it") {
  auto file = path / "run.lock";
  auto lock = std::make_unique<process_lock>(*process_lock::take(file));
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  auto child = ::fork();
  if (child == 0) {
    ::close(ready[1]);
    char byte = 0;
    auto size = ::read(ready[0], &byte, 1); // until the parent lets go
    ::_exit(size == 0 ? 0 : 1);
  }
  lock.reset();
  CHECK_FALSE(process_lock::holder(file));
  ::close(ready[1]);
  ::waitpid(child, nullptr, 0);
  ::close(ready[0]);
}
