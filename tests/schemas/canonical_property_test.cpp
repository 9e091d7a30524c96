#include "tests/schemas/canonical_samples.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

using namespace synod;
using namespace synod::test;

namespace {

coin any_coin() {
  auto owner = digest::bytes_type{};
  for (auto& byte : owner)
    byte = *rc::gen::arbitrary<std::uint8_t>();
  return {*rc::gen::arbitrary<std::uint64_t>(), digest{owner}};
}

template <class T>
T any() {
  return *rc::gen::arbitrary<T>();
}

everything any_message() {
  auto x = everything{};
  x.small = any<std::uint16_t>();
  x.medium = any<std::uint32_t>();
  x.large = any<std::uint64_t>();
  x.round = any<std::int32_t>();
  x.balance = any<std::int64_t>();
  x.flag = any<bool>();
  x.paint = *rc::gen::element(colour::red, colour::green, colour::blue);
  x.session = session_id{any<std::uint64_t>()};
  x.text = any<std::string>();
  for (auto byte : any<std::vector<std::uint8_t>>())
    x.blob.push_back(std::byte{byte});
  x.numbers = any<std::vector<std::uint32_t>>();
  x.names = any<std::vector<std::string>>();
  for (auto left = *rc::gen::inRange(0, 4); left > 0; --left)
    x.coins.push_back(any_coin());
  x.change = any_coin();
  return x;
}

} // namespace

TEST_CASE("canonical: any message comes back as it was", "[canonical]") {
  rc::prop("decode(encode(x)) == x", [] {
    auto x = any_message();
    auto back = canonical_decode<everything>(canonical_encode(x));
    RC_ASSERT(back.operator bool());
    RC_ASSERT(*back == x);
  });
}

TEST_CASE("canonical: no two byte strings decode to the same message",
          "[canonical][hostile]") {
  rc::prop("one changed byte is another message or none", [] {
    auto x = any_message();
    auto bytes = canonical_encode(x);
    auto place = *rc::gen::inRange<std::size_t>(0, bytes.size());
    auto flip = *rc::gen::inRange(1, 256);
    bytes[place] ^= static_cast<std::byte>(flip);
    if (auto back = canonical_decode<everything>(bytes)) {
      RC_ASSERT(!(*back == x));
      RC_ASSERT(canonical_encode(*back) == bytes);
    }
  });
}

TEST_CASE("canonical: any cut or addition is refused", "[canonical][hostile]") {
  rc::prop("no prefix, and nothing longer, decodes", [] {
    auto bytes = canonical_encode(any_message());
    auto size = *rc::gen::inRange<std::size_t>(0, bytes.size());
    auto cut = std::span{bytes}.first(size);
    RC_ASSERT(!canonical_decode<everything>(cut));
    bytes.push_back(static_cast<std::byte>(any<std::uint8_t>()));
    RC_ASSERT(!canonical_decode<everything>(bytes));
  });
}
