#include "runtime/crypto/ed25519.hpp"

#include "runtime/crypto/signed_bytes.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/test_data.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck/catch.h>

#include <set>
#include <type_traits>

using namespace synod;
using namespace synod::crypto;
using json = nlohmann::json;

namespace {

signing_key key_of(std::uint8_t number) {
  auto seed = std::array<std::byte, 32>{};
  seed[0] = std::byte{number};
  return signing_key::from_seed(seed);
}

std::vector<std::byte> bytes_of(std::string_view text) {
  auto view = std::as_bytes(std::span{text});
  return {view.begin(), view.end()};
}

/// S + L: the other S with which a careless verifier is content.
signature malleated(const signature& x) {
  constexpr auto order = std::array<std::uint8_t, 32>{
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
    0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
  auto result = x.bytes();
  auto carry = 0U;
  for (auto i = std::size_t{0}; i < order.size(); ++i) {
    carry += result[32 + i] + order[i];
    result[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  return signature{result};
}

struct coin {
  static constexpr auto name = "coin";

  std::uint64_t amount = 0;

  static auto fields(auto& x) {
    return std::tie(x.amount);
  }
};

bool verdict_of(const json& x) {
  return verify(test::from_hex<public_key>(x["public_key"].get<std::string>()),
                test::from_hex(x["message"].get<std::string>()),
                test::from_hex<signature>(x["signature"].get<std::string>()));
}

/// What identifies a case, in lower-case hex.
std::string name_of(const std::string& key, const std::string& sig) {
  return key + sig;
}

/// Every case below `folder`, in the two forms that the sources have.
std::set<std::string> foreign_cases(const std::filesystem::path& folder) {
  auto result = std::set<std::string>{};
  for (const auto& file : test::find_files(folder, "speccheck_cases.json"))
    for (const auto& x : json::parse(test::contents(file)))
      result.insert(name_of(x["pub_key"], x["signature"]));
  for (const auto& file : test::find_files(folder, "zip215_196.json")) {
    auto suite = json::parse(test::contents(file));
    for (const auto& x : suite["cases"])
      result.insert(name_of(x["vk"], x["sig"]));
  }
  return result;
}

json verdicts() {
  return json::parse(
    test::contents(test::own_data() / "ed25519" / "verdicts.json"));
}

} // namespace

TEST_CASE("ed25519: the key and signatures of RFC 8032 come out", "[ed25519]") {
  // RFC 8032, section 7.1, tests 1 and 2.
  auto first = signing_key::from_seed(std::span<const std::byte, 32>{
    test::from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac03"
                   "1cae7f60")});
  CHECK(to_hex(first.public_key())
        == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CHECK(to_hex(first.sign({}))
        == "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
           "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  auto second = signing_key::from_seed(std::span<const std::byte, 32>{
    test::from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed"
                   "4fb8a6fb")});
  CHECK(to_hex(second.sign(test::from_hex("72")))
        == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
           "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST_CASE("ed25519: what was signed verifies, and nothing else", "[ed25519]") {
  auto key = key_of(1);
  auto message = bytes_of("one vote");
  auto x = key.sign(message);
  CHECK(verify(key.public_key(), message, x));
  CHECK_FALSE(verify(key_of(2).public_key(), message, x));
  CHECK_FALSE(verify(key.public_key(), bytes_of("one votf"), x));
  CHECK_FALSE(verify(key.public_key(), message, malleated(x)));
  CHECK_FALSE(verify(key.public_key(), message, signature{}));
  CHECK_FALSE(verify(public_key{}, message, x));
}

TEST_CASE("ed25519: any changed bit is refused", "[ed25519][hostile]") {
  auto key = key_of(3);
  rc::prop("flip one bit of key, message or signature", [&] {
    auto message = *rc::gen::container<std::vector<std::uint8_t>>(
      20, rc::gen::arbitrary<std::uint8_t>());
    auto half = key.public_key().bytes();
    auto sig = key.sign(std::as_bytes(std::span{message})).bytes();
    auto place = *rc::gen::inRange<std::size_t>(0, 116);
    auto bit = static_cast<std::uint8_t>(1U << *rc::gen::inRange(0, 8));
    (place < 32   ? half[place]
     : place < 96 ? sig[place - 32]
                  : message[place - 96])
      ^= bit;
    RC_ASSERT(!verify(public_key{half}, std::as_bytes(std::span{message}),
                      signature{sig}));
  });
}

TEST_CASE("ed25519: a key moves, and leaves no secret behind", "[ed25519]") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<signing_key>);
  auto key = signing_key::generate();
  auto expected = key.sign(bytes_of("m"));
  auto moved = std::move(key);
  CHECK(moved.sign(bytes_of("m")) == expected);
  auto left = key.seed(); // NOLINT(bugprone-use-after-move): that is the point
  CHECK(std::ranges::all_of(left, [](auto x) { return x == std::byte{0}; }));
  CHECK(signing_key::generate().public_key() != moved.public_key());
}

TEST_CASE("ed25519: every foreign edge case gets the verdict written down",
          "[ed25519][vectors]") {
  auto accepted = 0;
  for (const auto& x : verdicts()) {
    CAPTURE(x.dump());
    CHECK(verdict_of(x) == (x["verdict"] == "accepted"));
    accepted += verdict_of(x) ? 1 : 0;
  }
  CHECK(accepted == 1); // speccheck's case 3: mixed order, yet no cofactor
}

TEST_CASE("ed25519: every foreign case that is found has a verdict",
          "[ed25519][vectors]") {
  auto known = std::set<std::string>{};
  for (const auto& x : verdicts())
    known.insert(name_of(x["public_key"], x["signature"]));
  CHECK(verdicts().size() == 208);
  for (const auto& name : foreign_cases(test::vectors())) {
    CAPTURE(name);
    CHECK(known.contains(name));
  }
}

TEST_CASE("signed bytes: kind, chain and content are all bound",
          "[signed_bytes]") {
  auto x = signed_bytes("demo", coin{7});
  auto text = std::string{reinterpret_cast<const char*>(x.data()), x.size()};
  CHECK(text.starts_with("synod/coin/v1demo"));
  CHECK(x.size() == 17 + 32);
  CHECK(signed_bytes("demo", coin{8}) != x);
  CHECK(signed_bytes("other", coin{7}) != x);
  CHECK(signed_bytes("vote", "demo", sha256(canonical_encode(coin{7}))) != x);
}
