#include "actors/validator/known_signatures.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string>

using namespace synod;
using namespace synod::chain;

namespace {

crypto::signing_key key_of(int number) {
  auto seed = std::array<std::byte, crypto::signing_key::seed_size>{};
  seed[0] = std::byte(number);
  return crypto::signing_key::from_seed(seed);
}

/// A memory, and how often it had to check.
struct counted {
  explicit counted(std::size_t remembered_max)
    : memory(remembered_max, [this](auto& key, auto message, auto& x) {
        ++checks;
        return crypto::verify(key, message, x);
      }) {
  }

  bool verify(const std::string& text, const signature& x) {
    return memory.verify(key.public_key(), std::as_bytes(std::span{text}), x);
  }

  signature sign(const std::string& text) const {
    return key.sign(std::as_bytes(std::span{text}));
  }

  crypto::signing_key key = key_of(1);
  int checks = 0;
  known_signatures memory;
};

} // namespace

TEST_CASE("known signatures: one that held is checked once", "[validator]") {
  auto x = counted{64};
  auto signed_text = x.sign("pay");
  CHECK(x.verify("pay", signed_text));
  CHECK(x.verify("pay", signed_text));
  CHECK(x.checks == 1);
}

TEST_CASE("known signatures: no other message, key or signature passes for it",
          "[validator]") {
  auto x = counted{64};
  auto signed_text = x.sign("pay");
  REQUIRE(x.verify("pay", signed_text));
  CHECK(!x.verify("pay more", signed_text));
  CHECK(!x.verify("pay", x.sign("pay more")));
  auto other = key_of(2);
  auto text = std::string{"pay"};
  CHECK(!x.memory.verify(other.public_key(), std::as_bytes(std::span{text}),
                         signed_text));
}

TEST_CASE("known signatures: one that failed is checked, and fails, again",
          "[validator]") {
  auto x = counted{64};
  auto forged = x.sign("pay");
  CHECK(!x.verify("pay more", forged));
  CHECK(!x.verify("pay more", forged));
  CHECK(x.checks == 2);
}

TEST_CASE("known signatures: the last are known, and the oldest forgotten",
          "[validator]") {
  constexpr auto many = 200;
  auto x = counted{64};
  auto text = [](int i) { return "pay " + std::to_string(i); };
  for (auto i = 0; i < many; ++i)
    REQUIRE(x.verify(text(i), x.sign(text(i))));
  REQUIRE(x.checks == many);
  CHECK(x.verify(text(many - 1), x.sign(text(many - 1))));
  CHECK(x.checks == many);
  for (auto i = 0; i < many; ++i)
    CHECK(x.verify(text(i), x.sign(text(i))));
  CHECK(x.checks > many + many / 2);
}
