// The MessagePack test suite (kawanet/msgpack-test-suite, MIT) lists every
// encoding of each value. The canonical reader takes one of them, the shortest
// (of two equally long the unsigned one, which the suite has once), and nil,
// floats, maps and extensions in no form at all.

#include "schemas/canonical.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/test_data.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace synod;
using json = nlohmann::json;

namespace {

using raw = std::vector<std::byte>;

/// The suite parts bytes by dashes.
raw from_dashed_hex(std::string text) {
  std::erase(text, '-');
  return test::from_hex(text);
}

/// True if the bytes are read as a `T` and written as they were.
template <class T>
bool accepts(const raw& input) {
  auto in = canonical_reader{input, {}};
  auto value = T{};
  canonical::read(in, value);
  in.finish();
  if (in.failed())
    return false;
  auto out = canonical_writer{};
  canonical::write(out, value);
  CHECK(out.take() == input);
  return true;
}

template <class T>
bool reads(const raw& input, const T& expected) {
  auto in = canonical_reader{input, {}};
  auto value = T{};
  canonical::read(in, value);
  in.finish();
  return !in.failed() && value == expected && accepts<T>(input);
}

bool accepted_as_anything(const raw& x) {
  using list = std::vector<std::uint64_t>;
  return accepts<std::uint64_t>(x) || accepts<std::int64_t>(x)
         || accepts<bool>(x) || accepts<std::string>(x) || accepts<raw>(x)
         || accepts<list>(x) || accepts<std::vector<list>>(x)
         || accepts<std::vector<std::string>>(x);
}

bool reads_number(const raw& x, const std::string& digits) {
  if (digits.starts_with('-'))
    return reads<std::int64_t>(x, std::stoll(digits));
  return reads<std::uint64_t>(x, std::stoull(digits));
}

bool reads_array(const raw& x, const json& value) {
  if (!value.empty() && value[0].is_string())
    return reads(x, value.get<std::vector<std::string>>());
  if (!value.empty() && value[0].is_array())
    return reads(x, value.get<std::vector<std::vector<std::uint64_t>>>());
  return reads(x, value.get<std::vector<std::uint64_t>>());
}

/// True if the case's value has a canonical form at all.
bool has_form(const json& item) {
  for (const auto* kind : {"nil", "map", "ext", "timestamp"})
    if (item.contains(kind))
      return false;
  if (item.contains("number"))
    return !item["number"].is_number_float();
  return !(item.contains("array")
           && item["array"].dump().find('{') != std::string::npos);
}

bool reads_value(const raw& x, const json& item) {
  if (item.contains("bignum"))
    return reads_number(x, item["bignum"]);
  if (item.contains("number"))
    return reads_number(x, item["number"].dump());
  if (item.contains("bool"))
    return reads<bool>(x, item["bool"]);
  if (item.contains("binary"))
    return reads(x, from_dashed_hex(item["binary"]));
  if (item.contains("string"))
    return reads<std::string>(x, item["string"]);
  return reads_array(x, item.at("array"));
}

/// The suite writes some integers as floats, too.
bool is_float(const raw& x) {
  return x[0] == std::byte{0xca} || x[0] == std::byte{0xcb};
}

void check(const json& item) {
  CAPTURE(item.dump());
  auto accepted = std::size_t{0};
  auto shortest = SIZE_MAX;
  auto taken = std::size_t{0};
  for (const auto& text : item["msgpack"]) {
    auto encoded = from_dashed_hex(text);
    if (!is_float(encoded))
      shortest = std::min(shortest, encoded.size());
    if (has_form(item) && reads_value(encoded, item)) {
      ++accepted;
      taken = encoded.size();
    } else {
      CHECK_FALSE(accepted_as_anything(encoded));
    }
  }
  CHECK(accepted == (has_form(item) ? 1 : 0));
  if (has_form(item))
    CHECK(taken == shortest);
}

} // namespace

TEST_CASE("canonical: of the msgpack suite's encodings the shortest is taken",
          "[canonical][vectors]") {
  auto files = test::find_files(test::own_data(), "msgpack-test-suite.json");
  REQUIRE_FALSE(files.empty());
  for (const auto& more :
       test::find_files(test::vectors(), "msgpack-test-suite.json"))
    files.push_back(more);
  auto cases = 0;
  for (const auto& file : files) {
    auto groups = json::parse(test::contents(file));
    for (const auto& group : groups)
      for (const auto& item : group) {
        check(item);
        ++cases;
      }
  }
  CHECK(cases >= 85);
}
