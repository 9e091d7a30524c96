#include "runtime/store/transaction.hpp"
#include "schemas/error.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/value_of.hpp"

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

using namespace synod;
using namespace synod::store;

namespace {

byte_view view(std::string_view text) {
  return std::as_bytes(std::span{text});
}

std::string text(byte_view x) {
  return {reinterpret_cast<const char*>(x.data()), x.size()};
}

environment_options small() {
  auto result = environment_options{};
  result.databases = {"one", "two"};
  result.map_bytes = 256 << 10;
  return result;
}

struct environment_fixture : test::temporary_folder {
  std::unique_ptr<environment> disk
    = test::value_of(environment::open(path(), small()));
  database one = disk->find("one");

  caf::error put(std::string_view key, std::string_view value) const {
    return disk->write([&](write_transaction& out) -> caf::error {
      out.put(one, view(key), view(value));
      return {};
    });
  }

  [[nodiscard]] std::string get(std::string_view key) const {
    auto in = disk->read();
    REQUIRE(in);
    auto found = in->get(one, view(key));
    REQUIRE(found);
    return *found ? text(**found) : "absent";
  }
};

/// Writes until something refuses.
/// @returns the name of the refusal
caf::error fill(environment& disk) {
  auto value = std::string(50'000, 'x');
  for (auto i = 0; i < 300; ++i)
    if (auto error = disk.write([&](write_transaction& out) -> caf::error {
          out.put(disk.find("one"), view(std::to_string(i)), view(value));
          return {};
        }))
      return error;
  return {};
}

} // namespace

TEST_CASE_METHOD(environment_fixture, "environment: what is written is read",
                 "[store]") {
  REQUIRE_FALSE(put("a", "1"));
  CHECK(get("a") == "1");
  CHECK(get("b") == "absent");
  CHECK_FALSE(put("a", "2"));
  CHECK(get("a") == "2");
}

TEST_CASE_METHOD(environment_fixture,
                 "environment: a body that fails writes nothing", "[store]") {
  auto error = disk->write([&](write_transaction& out) {
    out.put(one, view("a"), view("1"));
    return caf::make_error(errc::cancelled);
  });
  CHECK(error == errc::cancelled);
  CHECK(get("a") == "absent");
  error = disk->write([&](write_transaction& out) -> caf::error {
    out.put(one, view("a"), view("1"));
    out.put(one, view(""), view("no such key")); // kept until the commit
    return {};
  });
  CHECK(error == errc::store_failed);
  CHECK(get("a") == "absent");
}

TEST_CASE_METHOD(environment_fixture,
                 "environment: scans go in order and stop when told",
                 "[store]") {
  for (const auto* key : {"c", "a", "d", "b"})
    REQUIRE_FALSE(put(key, key));
  auto seen = std::string{};
  auto in = disk->read();
  REQUIRE(in);
  CHECK_FALSE(in->scan(one, view("b"), [&](const record_view& x) {
    seen += text(x.key);
    return seen.size() < 2;
  }));
  CHECK(seen == "bc");
  CHECK(text((*in->last(one))->key) == "d");
  CHECK_FALSE(*in->last(disk->find("two")));
}

TEST_CASE_METHOD(environment_fixture, "environment: a reader sees one moment",
                 "[store]") {
  REQUIRE_FALSE(put("a", "1"));
  auto in = disk->read();
  REQUIRE(in);
  REQUIRE_FALSE(put("a", "2"));
  CHECK(text(**in->get(one, view("a"))) == "1");
}

TEST_CASE_METHOD(environment_fixture,
                 "environment: a full map doubles and goes on", "[store]") {
  auto value = std::string(50'000, 'x');
  for (auto i = 0; i < 100; ++i)
    REQUIRE_FALSE(put(std::to_string(i), value));
  for (auto i = 0; i < 100; ++i)
    REQUIRE(get(std::to_string(i)) == value);
  disk.reset();
  disk = test::value_of(
    environment::open(path(), small())); // smaller than what is there
  CHECK(get("99") == value);
}

TEST_CASE("environment: where doubling ends it says so", "[store]") {
  auto folder = test::temporary_folder{};
  auto options = small();
  options.map_bytes_max = 1 << 20;
  auto disk = test::value_of(environment::open(folder.path(), options));
  CHECK(fill(*disk) == errc::store_full);
}

TEST_CASE("environment: a full disk is named, and what was there stays",
          "[store]") {
  auto folder = test::temporary_folder{};
  // A limit on the file's size fails a write as a full disk does; in a child,
  // since a limit cannot be lifted again.
  auto child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    auto disk = test::value_of(environment::open(folder.path(), small()));
    auto limit = rlimit{2 << 20, 2 << 20};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto named = fill(*disk) == errc::store_full;
    auto in = disk->read();
    auto reads = in && (*in->get(disk->find("one"), view("0"))).has_value();
    ::_exit(named && reads ? 0 : 1);
  }
  auto status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  auto disk = test::value_of(environment::open(folder.path(), small()));
  CHECK(fill(*disk) == caf::error{});
}

TEST_CASE_METHOD(environment_fixture, "environment: one process at a time",
                 "[store]") {
  CHECK(environment::open(path(), small()).error() == errc::store_in_use);
  CHECK(environment::open("/proc/no-such-folder", small()).error()
        == errc::store_failed);
}
