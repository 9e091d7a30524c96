#include "runtime/proof/request_folder.hpp"

#include "served_request.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace synod;
namespace fs = std::filesystem;

namespace {

struct request_folder_fixture {
  test::temporary_folder root;
  fs::path folder = root.path() / "requests";
  proof::kept_request request = test::small_request();

  static request_id id(std::uint8_t number) {
    return request_id{{number}};
  }

  [[nodiscard]] fs::path file(std::uint8_t number) const {
    return folder / (to_hex(id(number)) + ".json");
  }

  [[nodiscard]] fs::path key_file(std::uint8_t number) const {
    return folder / (to_hex(id(number)) + ".key");
  }
};

} // namespace

TEST_CASE_METHOD(request_folder_fixture,
                 "request folder: what is kept is found, by its owner "
                 "alone") {
  auto kept = proof::request_folder{folder};
  kept.keep(id(1), request);
  CHECK(kept.find(id(1)) == request);
  CHECK_FALSE(kept.find(id(2)));
  CHECK(fs::status(folder).permissions() == fs::perms::owner_all);
  CHECK(fs::status(file(1)).permissions()
        == (fs::perms::owner_read | fs::perms::owner_write));
  request.text = "another";
  kept.keep(id(1), request);
  CHECK(proof::request_folder{folder}.find(id(1)) == request);
}

TEST_CASE_METHOD(request_folder_fixture,
                 "request folder: what is damaged is said") {
  auto kept = proof::request_folder{folder};
  kept.keep(id(1), request);
  std::ofstream{file(1)} << "{\"version\": 1";
  CHECK_THROWS_WITH(kept.find(id(1)), Catch::Contains("damaged")
                                        && Catch::Contains(file(1).string()));
  fs::permissions(file(1), fs::perms::owner_all | fs::perms::others_read);
  CHECK_THROWS_WITH(kept.find(id(1)), Catch::Contains("cannot be read"));
}

TEST_CASE_METHOD(request_folder_fixture,
                 "request folder: the oldest and those above the "
                 "number go") {
  auto kept = proof::request_folder{folder, {3, std::chrono::hours{24}}};
  auto now = fs::file_time_type::clock::now();
  for (auto number : {1, 2, 3, 4, 5}) {
    kept.keep(id(static_cast<std::uint8_t>(number)), request);
    fs::last_write_time(file(static_cast<std::uint8_t>(number)),
                        now - std::chrono::hours{10 * number});
  }
  std::ofstream{folder / "notes.txt"} << "not a request";
  kept.prune(now);
  CHECK(kept.find(id(1)));
  CHECK(kept.find(id(2)));
  CHECK_FALSE(kept.find(id(3))); // older than a day
  CHECK_FALSE(kept.find(id(4)));
  CHECK(fs::exists(folder / "notes.txt"));
  auto strict = proof::request_folder{folder, {1, std::chrono::hours{24}}};
  strict.prune(now);
  CHECK(kept.find(id(1)));
  CHECK_FALSE(kept.find(id(2)));
}

TEST_CASE_METHOD(request_folder_fixture,
                 "request folder: a record key is kept before its "
                 "request is, for its owner alone") {
  auto kept = proof::request_folder{folder};
  CHECK_FALSE(kept.find_record_key(id(1)));
  kept.keep_record_key(id(1), "a1b2");
  CHECK(kept.find_record_key(id(1)) == "a1b2");
  CHECK_FALSE(kept.find(id(1)));
  kept.keep_record_key(id(1), "c3d4");
  kept.keep(id(1), request);
  CHECK(proof::request_folder{folder}.find_record_key(id(1)) == "c3d4");
  CHECK(fs::status(key_file(1)).permissions()
        == (fs::perms::owner_read | fs::perms::owner_write));
  fs::permissions(key_file(1), fs::perms::owner_all | fs::perms::others_read);
  CHECK_THROWS_WITH(kept.find_record_key(id(1)),
                    Catch::Contains("cannot be read"));
}

TEST_CASE_METHOD(request_folder_fixture,
                 "request folder: record keys go when requests do") {
  auto kept = proof::request_folder{folder, {2, std::chrono::hours{24}}};
  auto now = fs::file_time_type::clock::now();
  for (auto number : {1, 2, 3, 4}) {
    auto x = static_cast<std::uint8_t>(number);
    kept.keep(id(x), request);
    kept.keep_record_key(id(x), "a1b2");
    for (const auto& written : {file(x), key_file(x)})
      fs::last_write_time(written, now - std::chrono::hours{10 * number});
  }
  kept.prune(now);
  CHECK(kept.find_record_key(id(2)));
  CHECK(kept.find(id(2)));
  CHECK_FALSE(kept.find_record_key(id(3)));
  CHECK_FALSE(kept.find(id(3)));
}
