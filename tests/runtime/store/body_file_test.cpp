#include "runtime/store/body_file.hpp"

#include "runtime/crypto/sha256.hpp"
#include "schemas/error.hpp"
#include "tests/support/contents.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace synod;
using namespace synod::store;

namespace {

using body = std::vector<std::byte>;

body filled_body(std::size_t size, int value) {
  return body(size, static_cast<std::byte>(value));
}

digest name_of(const body& x) {
  return crypto::sha256(x);
}

struct body_file_fixture : test::temporary_folder {
  std::filesystem::path file = path() / "bodies";

  [[nodiscard]] body_file open(std::size_t bytes_max = 1 << 20) const {
    auto result = body_file::open(file, bytes_max);
    REQUIRE(result);
    return std::move(*result);
  }

  [[nodiscard]] std::string content() const {
    return test::contents(file);
  }
};

} // namespace

TEST_CASE_METHOD(body_file_fixture,
                 "body file: the bodies of a height come back",
                 "[store][bodies]") {
  auto small = filled_body(10, 1);
  auto large = filled_body(100'000, 2);
  {
    auto bodies = open();
    REQUIRE_FALSE(bodies.keep(7, name_of(small), small));
    REQUIRE_FALSE(bodies.keep(7, name_of(large), large));
    REQUIRE_FALSE(bodies.keep(7, name_of(small), small));
  }
  auto bodies = open();
  CHECK(*bodies.find(7, name_of(small)) == small);
  CHECK(*bodies.find(7, name_of(large)) == large);
  CHECK(bodies.names(7).size() == 2);
  CHECK(bodies.names(8).empty());
  CHECK(bodies.find(8, name_of(small)).error() == errc::not_stored);
  CHECK(bodies.find(7, digest{}).error() == errc::not_stored);
}

TEST_CASE_METHOD(body_file_fixture,
                 "body file: a new height takes the old one's room",
                 "[store][bodies]") {
  auto bodies = open();
  for (auto height = std::uint64_t{1}; height < 50; ++height)
    for (auto i = 0; i < 3; ++i) {
      auto x = filled_body(1000, static_cast<int>(height) + i);
      REQUIRE_FALSE(bodies.keep(height, name_of(x), x));
    }
  CHECK(content().size() < 4000);
  auto x = filled_body(10, 1);
  CHECK(bodies.keep(48, name_of(x), x) == errc::invalid_argument);
}

TEST_CASE_METHOD(body_file_fixture,
                 "body file: a height of many bodies ends by name",
                 "[store][bodies]") {
  auto bodies = open(10'000);
  auto error = caf::error{};
  for (auto i = 0; i < 100 && !error; ++i) {
    auto x = filled_body(1000, i);
    error = bodies.keep(1, name_of(x), x);
  }
  CHECK(error == errc::store_full);
  auto x = filled_body(1000, 0);
  CHECK(*bodies.find(1, name_of(x)) == x);
  CHECK_FALSE(bodies.keep(2, name_of(x), x)); // the next height has room
}

TEST_CASE_METHOD(body_file_fixture, "body file: no flipped byte is served",
                 "[store][bodies][hostile]") {
  auto first = filled_body(50, 1);
  auto second = filled_body(60, 2);
  {
    auto bodies = open();
    REQUIRE_FALSE(bodies.keep(3, name_of(first), first));
    REQUIRE_FALSE(bodies.keep(3, name_of(second), second));
  }
  auto good = content();
  auto missing = 0;
  for (auto i = std::size_t{0}; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 8);
    std::ofstream{file, std::ios::binary | std::ios::trunc} << bad;
    auto bodies = open();
    CAPTURE(i);
    for (const auto& x : {first, second}) {
      auto found = bodies.find(3, name_of(x));
      missing += found ? 0 : 1;
      CHECK((!found || *found == x));
    }
  }
  CHECK(missing > 200);
}

TEST_CASE_METHOD(body_file_fixture, "body file: damage after opening is named",
                 "[store][bodies][hostile]") {
  auto x = filled_body(50, 1);
  auto bodies = open();
  REQUIRE_FALSE(bodies.keep(3, name_of(x), x));
  auto stream
    = std::fstream{file, std::ios::in | std::ios::out | std::ios::binary};
  stream.seekp(100);
  stream.put('x');
  stream.close();
  CHECK(bodies.find(3, name_of(x)).error() == errc::store_damaged);
  CHECK(body_file::open(file).error() == errc::store_in_use);
}
