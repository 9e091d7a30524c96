#include "runtime/crypto/curve_keys.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

using namespace synod::crypto;
namespace fs = std::filesystem;

namespace {

struct scratch_folder {
  scratch_folder() {
    auto name = std::string{"/tmp/synod-keys-XXXXXX"};
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }

  ~scratch_folder() {
    fs::remove_all(path);
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream{path / name} << text;
  }

  fs::path path;
};

std::string refusal_of(const scratch_folder& folder, const std::string& name) {
  try {
    auto keys = read_curve_keys(folder.path, name);
    return "none";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

} // namespace

TEST_CASE_METHOD(scratch_folder, "curve_keys: a pair survives its files") {
  auto keys = make_curve_keys();
  CHECK(is_z85_key(keys.public_key));
  CHECK(is_z85_key(keys.secret_key));
  write_curve_keys(path, "alpha", keys);
  auto again = read_curve_keys(path, "alpha");
  CHECK(again.public_key == keys.public_key);
  CHECK(again.secret_key == keys.secret_key);
  CHECK(read_public_key(path, "alpha") == keys.public_key);
  struct stat info {};
  REQUIRE(::stat((path / "alpha.secret").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE_METHOD(scratch_folder, "curve_keys: existing keys are kept") {
  auto keys = make_curve_keys();
  write_curve_keys(path, "alpha", keys);
  CHECK_THROWS_WITH(write_curve_keys(path, "alpha", make_curve_keys()),
                    Catch::Contains("exists already"));
  fs::remove(path / "alpha.public");
  CHECK_THROWS_WITH(write_curve_keys(path, "alpha", make_curve_keys()),
                    Catch::Contains("exists already"));
  CHECK_FALSE(fs::exists(path / "alpha.public"));
}

TEST_CASE_METHOD(scratch_folder, "curve_keys: a name cannot leave the folder") {
  for (const auto* name : {"", "..", "a/b", "../a", "a.b", "a b"})
    CHECK_THROWS_WITH(write_curve_keys(path, name, make_curve_keys()),
                      Catch::Contains("cannot name a key"));
  CHECK(fs::is_empty(path));
}

TEST_CASE_METHOD(scratch_folder, "curve_keys: every bad file is named") {
  CHECK_THAT(refusal_of(*this, "nobody"),
             Catch::Contains("nobody.secret: No such file"));

  auto alice = make_curve_keys();
  auto bob = make_curve_keys();
  write_curve_keys(path, "alice", alice);
  write("alice.public", bob.public_key + "\n");
  CHECK_THAT(refusal_of(*this, "alice"), Catch::Contains("does not belong"));

  write("alice.public", "short\n");
  CHECK_THAT(refusal_of(*this, "alice"),
             Catch::Contains("alice.public: is not a CURVE key"));
  write("alice.public", std::string(1000, 'a'));
  CHECK_THAT(refusal_of(*this, "alice"), Catch::Contains("is not a CURVE key"));

  fs::permissions(path / "alice.secret", fs::perms::group_read,
                  fs::perm_options::add);
  CHECK_THAT(refusal_of(*this, "alice"), Catch::Contains("open to others"));
}

TEST_CASE("curve_keys: what is Z85 and what is not") {
  CHECK(is_z85_key("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"));
  CHECK_FALSE(is_z85_key("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf"));
  CHECK_FALSE(is_z85_key("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf~"));
  // Five times the highest digit is more than four bytes hold.
  CHECK_FALSE(is_z85_key("#####>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"));
}
