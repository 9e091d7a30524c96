#include "runtime/crypto/key_file.hpp"

#include "schemas/error.hpp"
#include "tests/support/contents.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <fstream>

using namespace synod;
using namespace synod::crypto;

namespace {

constexpr auto cheap = passphrase_cost{64, 1};

struct fixture : test::temporary_folder {
  std::filesystem::path file = path() / "wallet.key";
  signing_key key = signing_key::generate();

  [[nodiscard]] std::string text() const {
    return test::contents(file);
  }

  void write(const std::string& content) const {
    std::ofstream{file, std::ios::trunc} << content;
  }

  [[nodiscard]] errc refusal(std::string_view passphrase = "open") const {
    auto result = read_key_file(file, passphrase);
    return result ? errc{} : static_cast<errc>(result.error().code());
  }
};

bool equal(const signing_key& a, const signing_key& b) {
  return std::ranges::equal(a.seed(), b.seed());
}

} // namespace

TEST_CASE_METHOD(fixture, "key file: a key opens under its passphrase alone",
                 "[key_file]") {
  REQUIRE_FALSE(write_key_file(file, key, "open", cheap));
  auto back = read_key_file(file, "open");
  REQUIRE(back);
  CHECK(equal(*back, key));
  CHECK(refusal("Open") == errc::wrong_passphrase);
  CHECK(refusal("") == errc::wrong_passphrase);
  auto head = read_key_file_head(file);
  REQUIRE(head);
  CHECK(head->encrypted);
  CHECK(head->public_key == key.public_key());
}

TEST_CASE_METHOD(fixture, "key file: a development key says what it is",
                 "[key_file]") {
  REQUIRE_FALSE(write_development_key(file, key));
  CHECK(text().find("UNENCRYPTED development key") != std::string::npos);
  auto back = read_key_file(file, "");
  REQUIRE(back);
  CHECK(equal(*back, key));
  CHECK_FALSE(read_key_file_head(file)->encrypted);
}

TEST_CASE_METHOD(fixture, "key file: it is private, and never overwritten",
                 "[key_file]") {
  REQUIRE_FALSE(write_development_key(file, key));
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  auto before = text();
  CHECK(write_key_file(file, key, "open", cheap) == errc::store_failed);
  CHECK(write_development_key(file, key) == errc::store_failed);
  CHECK(text() == before);
  ::chmod(file.c_str(), 0644);
  CHECK(refusal() == errc::bad_key_file);
}

TEST_CASE_METHOD(fixture, "key file: an empty passphrase protects nothing",
                 "[key_file]") {
  CHECK(write_key_file(file, key, "", cheap) == errc::invalid_argument);
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE_METHOD(fixture, "key file: no changed byte goes unnoticed",
                 "[key_file][hostile]") {
  REQUIRE_FALSE(write_key_file(file, key, "open", cheap));
  auto good = text();
  for (auto i = std::size_t{0}; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    write(bad);
    auto back = read_key_file(file, "open");
    CAPTURE(i, bad);
    // White space may change, and so may the case of a digit.
    CHECK((!back || equal(*back, key)));
  }
}

TEST_CASE_METHOD(fixture, "key file: what asks for too much is refused",
                 "[key_file][hostile]") {
  REQUIRE_FALSE(write_key_file(file, key, "open", cheap));
  auto good = text();
  auto place = good.find("\"memory_kib\": 64");
  REQUIRE(place != std::string::npos);
  auto bad = good;
  bad.replace(place, 16, "\"memory_kib\": 4000000000");
  write(bad);
  CHECK(refusal() == errc::bad_key_file);
  write(std::string(5000, ' ') + good);
  CHECK(refusal() == errc::bad_key_file);
  write("");
  CHECK(refusal() == errc::bad_key_file);
  write(std::string(2000, '['));
  CHECK(refusal() == errc::bad_key_file);
  std::filesystem::remove(file);
  CHECK(refusal() == errc::store_failed);
}
