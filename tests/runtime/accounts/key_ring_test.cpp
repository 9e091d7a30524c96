#include "runtime/accounts/key_ring.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace synod;
using namespace synod::accounts;
using Catch::Contains;

namespace {

/// A data folder for one test.
struct owner {
  synod::test::temporary_folder place;
  topology::data_folder folder = topology::open_data_folder(place.path());
};

} // namespace

TEST_CASE("key ring: a key is made once, and opens the account", "[accounts]") {
  auto x = owner{};
  auto made = make_development_account(x.folder, "user");
  CHECK(make_development_account(x.folder, "user") == made);
  CHECK(read_account_id(x.folder, "user") == made);
  CHECK(open_account(x.folder, "user", "chain").id == made);
}

TEST_CASE("key ring: a missing key is named, and what to do", "[accounts]") {
  auto x = owner{};
  auto file = account_file(x.folder, "user").string();
  CHECK_THROWS_WITH(open_account(x.folder, "user", "chain"),
                    Contains(file + " is missing: put the account's key back"));
  CHECK_THROWS_WITH(read_account_id(x.folder, "user"),
                    Contains(file + " is missing"));
}

TEST_CASE("key ring: a damaged key is named in plain words", "[accounts]") {
  auto x = owner{};
  (void) make_development_account(x.folder, "user");
  auto file = account_file(x.folder, "user");
  std::ofstream{file} << "no key";
  for (auto open : {0, 1})
    CHECK_THROWS_WITH(open == 1 ? (void) open_account(x.folder, "user", "chain")
                                : (void) read_account_id(x.folder, "user"),
                      Contains("the key cannot be used: " + file.string())
                        && !Contains("error("));
}
