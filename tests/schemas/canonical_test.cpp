#include "schemas/wire.hpp"
#include "tests/schemas/canonical_samples.hpp"

#include <catch2/catch.hpp>

#include <sstream>

MSGPACK_ADD_ENUM(synod::test::colour)

using namespace synod;
using namespace synod::test;

namespace {

struct pair_of_numbers {
  static constexpr auto name = "pair_of_numbers";

  std::uint8_t first = 0;
  std::vector<std::uint64_t> rest;

  static auto fields(auto& x) {
    return std::tie(x.first, x.rest);
  }
};

using raw = std::vector<std::byte>;

raw bytes(std::initializer_list<int> values) {
  auto result = raw{};
  for (auto value : values)
    result.push_back(static_cast<std::byte>(value));
  return result;
}

/// Why `pair_of_numbers` refuses the bytes.
errc refusal(const raw& input, canonical_limits limits = {}) {
  auto result = canonical_decode<pair_of_numbers>(input, limits);
  REQUIRE_FALSE(result);
  return static_cast<errc>(result.error().code());
}

everything sample() {
  auto result = everything{};
  result.small = 300;
  result.medium = 70'000;
  result.large = UINT64_MAX;
  result.balance = INT64_MIN;
  result.flag = true;
  result.paint = colour::blue;
  result.session = session_id{77};
  result.text = std::string(40, 'x');
  result.blob = raw(300, std::byte{0xee});
  result.numbers = std::vector<std::uint32_t>(20, 5);
  result.names = {"", "b"};
  result.coins = {coin{1, {}}, coin{2, {}}};
  return result;
}

} // namespace

TEST_CASE("canonical: the bytes of a message are fixed",
          "[canonical][golden]") {
  auto x = pair_of_numbers{7, {0, 127, 128, 256, 65'536, 1ULL << 32}};
  CHECK(canonical_encode(x)
        == bytes({0x92, 7, 0x96, 0,    0x7f, 0xcc, 0x80, 0xcd, 1, 0, 0xce, 0,
                  1,    0, 0,    0xcf, 0,    0,    0,    1,    0, 0, 0,    0}));
}

TEST_CASE("canonical: what msgpack-cxx writes is the same", "[canonical]") {
  auto out = std::stringstream{};
  auto x = sample();
  msgpack::pack(out, x);
  auto text = out.str();
  auto expected = std::as_bytes(std::span{text});
  CHECK(std::ranges::equal(canonical_encode(x), expected));
}

TEST_CASE("canonical: a message comes back as it was", "[canonical]") {
  auto x = sample();
  auto back = canonical_decode<everything>(canonical_encode(x));
  REQUIRE(back);
  CHECK(*back == x);
}

TEST_CASE("canonical: each fault has its name", "[canonical]") {
  CHECK(refusal({}) == errc::truncated);
  CHECK(refusal(bytes({0x92, 1})) == errc::truncated);
  CHECK(refusal(bytes({0x92, 1, 0x91, 0xcd, 1})) == errc::truncated);
  CHECK(refusal(bytes({0x92, 1, 0x90, 0})) == errc::trailing_bytes);
  CHECK(refusal(bytes({0x91, 1})) == errc::unexpected_type);
  CHECK(refusal(bytes({0x93, 1, 0x90, 0})) == errc::unexpected_type);
  CHECK(refusal(bytes({0x92, 0xc0, 0x90})) == errc::unexpected_type);
  CHECK(refusal(bytes({0x92, 1, 0x80})) == errc::unexpected_type);
  CHECK(refusal(bytes({0x92, 1, 0xa0})) == errc::unexpected_type);
  CHECK(refusal(bytes({0x92, 0xcc, 1, 0x90})) == errc::not_shortest);
  CHECK(refusal(bytes({0xdc, 0, 2, 1, 0x90})) == errc::not_shortest);
  CHECK(refusal(bytes({0x92, 1, 0x91, 0xcd, 0, 0xff})) == errc::not_shortest);
  CHECK(refusal(bytes({0x92, 0xcd, 1, 0, 0x90})) == errc::number_out_of_range);
  CHECK(refusal(bytes({0x92, 0xff, 0x90})) == errc::number_out_of_range);
}

TEST_CASE("canonical: sizes are refused before memory is taken",
          "[canonical][hostile]") {
  auto list_of_4g = bytes({0x92, 1, 0xdd, 0xff, 0xff, 0xff, 0xff});
  CHECK(refusal(list_of_4g) == errc::too_long);
  CHECK(refusal(list_of_4g, {1 << 20, SIZE_MAX}) == errc::truncated);
  CHECK(refusal(bytes({0x92, 1, 0x92, 1, 2}), {1 << 20, 1}) == errc::too_long);
  CHECK(refusal(bytes({0x92, 1, 0x90}), {2, 100}) == errc::too_long);
}

TEST_CASE("canonical: an unknown enumerator is refused", "[canonical]") {
  auto x = everything{};
  x.paint = static_cast<colour>(3);
  auto back = canonical_decode<everything>(canonical_encode(x));
  REQUIRE_FALSE(back);
  CHECK(back.error() == errc::number_out_of_range);
}
