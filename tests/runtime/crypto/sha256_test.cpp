#include "runtime/crypto/sha256.hpp"

#include "runtime/crypto/random.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace synod;
using namespace synod::crypto;

namespace {

std::span<const std::byte> octets(std::string_view text) {
  return std::as_bytes(std::span{text.data(), text.size()});
}

} // namespace

// From NIST's example values for FIPS 180-4.
TEST_CASE("sha256: known digests") {
  CHECK(to_hex(sha256({}))
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256(octets("abc")))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256(
          octets("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("sha256: a stream gives the digest of the whole, again and again") {
  auto stream = sha256_stream{};
  for (auto i = 0; i < 2; ++i) {
    stream.add(octets("a"));
    stream.add({});
    stream.add(octets("bc"));
    CHECK(stream.finish() == sha256(octets("abc")));
  }
}

TEST_CASE("random: ids do not repeat") {
  auto requests = std::set<request_id>{};
  auto sessions = std::set<session_id>{};
  for (auto i = 0; i < 100; ++i) {
    requests.insert(random_request_id());
    sessions.insert(random_session_id());
  }
  CHECK(requests.size() == 100);
  CHECK(sessions.size() == 100);
}
