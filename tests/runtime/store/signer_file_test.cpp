#include "runtime/store/signer_file.hpp"

#include "schemas/error.hpp"
#include "tests/support/contents.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace synod;
using namespace synod::store;

namespace {

using record = std::vector<std::byte>;

record filled_record(std::size_t size, int value) {
  return record(size, static_cast<std::byte>(value));
}

struct signer_file_fixture : test::temporary_folder {
  std::filesystem::path file = path() / "signer";

  signer_file_fixture() {
    REQUIRE_FALSE(signer_file::create(file, filled_record(2, 1)));
  }

  [[nodiscard]] signer_file open() const {
    auto result = signer_file::open(file);
    REQUIRE(result);
    return std::move(*result);
  }

  [[nodiscard]] std::string content() const {
    return test::contents(file);
  }

  void replace(const std::string& with) const {
    std::ofstream{file, std::ios::binary | std::ios::trunc} << with;
  }

  void write(const record& x) const {
    auto signer = open();
    REQUIRE_FALSE(signer.write(x));
  }
};

} // namespace

TEST_CASE_METHOD(signer_file_fixture,
                 "signer file: a new one holds its first record, and is whole",
                 "[store][signer]") {
  CHECK(open().record() == filled_record(2, 1));
  CHECK_FALSE(open().one_slot_was_bad());
  CHECK_FALSE(std::filesystem::exists(file.string() + ".new"));
}

TEST_CASE_METHOD(signer_file_fixture, "signer file: the last record comes back",
                 "[store][signer]") {
  for (auto i = 1; i < 10; ++i) {
    write(filled_record(static_cast<std::size_t>(i * 50), i));
    CHECK(open().record()
          == filled_record(static_cast<std::size_t>(i * 50), i));
    CHECK_FALSE(open().one_slot_was_bad());
  }
  auto size = content().size();
  write(filled_record(512, 3));
  CHECK(content().size() == size); // in place: the file never grows
}

TEST_CASE_METHOD(signer_file_fixture,
                 "signer file: it is never made anew over another",
                 "[store][signer]") {
  write(filled_record(3, 3));
  CHECK(signer_file::create(file, filled_record(2, 1)) == errc::store_failed);
  CHECK(open().record() == filled_record(3, 3));
}

TEST_CASE_METHOD(signer_file_fixture, "signer file: one signer at a time",
                 "[store][signer]") {
  auto signer = open();
  CHECK(signer_file::open(file).error() == errc::store_in_use);
  CHECK(signer_file::open(path() / "none").error() == errc::store_failed);
}

TEST_CASE_METHOD(signer_file_fixture, "signer file: a record has its limit",
                 "[store][signer]") {
  auto signer = open();
  CHECK(signer.write(filled_record(513, 1)) == errc::invalid_argument);
  CHECK(signer.record() == filled_record(2, 1));
  CHECK_FALSE(signer.write(filled_record(512, 1)));
}

TEST_CASE_METHOD(signer_file_fixture,
                 "signer file: a torn write leaves the record before",
                 "[store][signer]") {
  write(filled_record(100, 1));
  auto before = content();
  write(filled_record(100, 2));
  auto after = content();
  for (auto cut = std::size_t{0}; cut <= after.size(); cut += 13) {
    replace(after.substr(0, cut) + before.substr(cut));
    auto signer = open();
    CAPTURE(cut);
    CHECK((signer.record() == filled_record(100, 1)
           || signer.record() == filled_record(100, 2)));
    if (signer.record() == filled_record(100, 1) && cut > 0)
      CHECK((signer.one_slot_was_bad() || content() == before));
  }
}

TEST_CASE_METHOD(signer_file_fixture,
                 "signer file: any flipped byte is seen, never served",
                 "[store][signer][hostile]") {
  write(filled_record(200, 1));
  write(filled_record(200, 2));
  auto good = content();
  auto bad_slots = 0;
  for (auto i = std::size_t{0}; i < good.size(); i += 3) {
    auto bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 4);
    replace(bad);
    auto signer = open();
    CAPTURE(i);
    if (signer.one_slot_was_bad()) {
      ++bad_slots;
      auto newest_hit = signer.record() == filled_record(200, 1);
      CHECK((newest_hit || signer.record() == filled_record(200, 2)));
    } else {
      CHECK(signer.record() == filled_record(200, 2)); // between the slots
    }
  }
  CHECK(bad_slots > 300);
}

TEST_CASE_METHOD(signer_file_fixture,
                 "signer file: a bad slot is mended by the next write",
                 "[store][signer]") {
  write(filled_record(9, 1));
  auto bad = content();
  bad[100] = static_cast<char>(bad[100] ^ 1);
  replace(bad);
  {
    auto signer = open();
    CHECK(signer.one_slot_was_bad());
    REQUIRE_FALSE(signer.write(filled_record(9, 2)));
    REQUIRE_FALSE(signer.write(filled_record(9, 3)));
  }
  CHECK_FALSE(open().one_slot_was_bad());
  CHECK(open().record() == filled_record(9, 3));
}

TEST_CASE_METHOD(signer_file_fixture,
                 "signer file: with both slots bad it refuses",
                 "[store][signer]") {
  write(filled_record(9, 1));
  auto bad = content();
  bad[100] = static_cast<char>(bad[100] ^ 1);
  bad[4096 + 100] = static_cast<char>(bad[4096 + 100] ^ 1);
  replace(bad);
  auto result = signer_file::open(file);
  REQUIRE_FALSE(result);
  CHECK(result.error() == errc::signer_record_lost);
  replace("");
  CHECK(signer_file::open(file).error() == errc::signer_record_lost);
  replace(std::string(8192, '\0'));
  CHECK(signer_file::open(file).error() == errc::signer_record_lost);
}
