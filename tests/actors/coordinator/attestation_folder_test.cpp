// What a coordinator that starts anew must still submit: on disk until it is
// final, and never mistaken for something else.

#include "actors/coordinator/attestation_folder.hpp"

#include "schemas/canonical.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace synod;
using namespace synod::coordinator;

namespace {

struct attestation_folder_fixture {
  test::temporary_folder place;
  std::filesystem::path path = place.path() / "deep" / "attestations";
  attestation_folder folder{path};

  static request_id request(std::uint8_t number) {
    return request_id{request_id::bytes_type{number}};
  }

  static journal_entry entry(std::uint8_t number) {
    auto x = attest{};
    x.fee = number;
    return {request(number), canonical_encode(x)};
  }

  [[nodiscard]] std::filesystem::path file(std::uint8_t number) const {
    return path / (to_hex(request(number)) + ".attest");
  }
};

} // namespace

TEST_CASE_METHOD(attestation_folder_fixture,
                 "attestations on disk: they stay until they are final",
                 "[coordinator]") {
  CHECK(folder.load().empty());
  folder.apply(entry(1));
  folder.apply(entry(2));
  folder.apply(entry(2)); // once more changes nothing
  CHECK(attestation_folder{path}.load().size() == 2);
  folder.apply({request(1), {}});
  folder.apply({request(1), {}});
  folder.apply({request(9), {}}); // never was there
  auto left = attestation_folder{path}.load();
  REQUIRE(left.size() == 1);
  CHECK(left[0].fee == 2);
}

TEST_CASE_METHOD(attestation_folder_fixture,
                 "attestations on disk: what is damaged is kept aside, and "
                 "holds up nothing",
                 "[coordinator]") {
  for (std::uint8_t i = 1; i <= 4; ++i)
    folder.apply(entry(i));
  std::ofstream{file(1), std::ios::trunc};
  std::filesystem::resize_file(file(2),
                               std::filesystem::file_size(file(2)) - 1);
  std::ofstream{file(3), std::ios::app} << '\0';
  std::ofstream{path / "notes.txt"} << "not one of these";
  auto left = attestation_folder{path}.load();
  REQUIRE(left.size() == 1);
  CHECK(left[0].fee == 4);
  for (std::uint8_t i = 1; i <= 3; ++i) {
    CHECK_FALSE(std::filesystem::exists(file(i)));
    CHECK(std::filesystem::exists(file(i).string() + ".damaged"));
  }
  CHECK(std::filesystem::exists(path / "notes.txt"));
}

TEST_CASE_METHOD(attestation_folder_fixture,
                 "attestations on disk: a disk that takes nothing ends nothing",
                 "[coordinator]") {
  std::filesystem::remove_all(path);
  folder.apply(entry(1)); // which the log says
  folder.apply({request(1), {}});
  CHECK_THROWS_AS(attestation_folder{"/proc/attestations"}, std::runtime_error);
}

TEST_CASE_METHOD(attestation_folder_fixture,
                 "attestations on disk: what is no file holds up nothing",
                 "[coordinator]") {
  folder.apply(entry(1));
  std::filesystem::create_directory(file(2));
  std::filesystem::create_symlink(path / "nowhere", file(3));
  CHECK(attestation_folder{path}.load().size() == 1);
}
