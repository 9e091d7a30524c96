#include "tests/schemas/samples.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <fstream>
#include <sstream>

// The wire form of every message: golden bytes, and there and back again.

using namespace synod;
using namespace synod::test;

namespace {

std::string to_hex(std::string_view bytes) {
  constexpr auto digits = "0123456789abcdef";
  auto result = std::string{};
  for (auto c : bytes) {
    auto byte = static_cast<unsigned char>(c);
    result += digits[byte >> 4];
    result += digits[byte & 15];
  }
  return result;
}

/// The lines of golden.txt: id, name, wire form of the sample.
std::vector<std::string> golden_lines() {
  auto file = std::ifstream{SYNOD_SOURCE_DIR "/tests/schemas/golden.txt"};
  REQUIRE(file);
  auto result = std::vector<std::string>{};
  for (auto line = std::string{}; std::getline(file, line);)
    if (!line.empty() && line[0] != '#')
      result.push_back(line);
  return result;
}

/// Draws whatever rapidcheck likes to try.
struct drawn {
  std::uint64_t integer() {
    return *rc::gen::arbitrary<std::uint64_t>();
  }

  float real() {
    return *rc::gen::arbitrary<float>();
  }

  std::string text() {
    return *rc::gen::arbitrary<std::string>();
  }

  std::vector<std::byte> bytes() {
    auto text = this->text();
    auto view = std::as_bytes(std::span{text});
    return {view.begin(), view.end()};
  }

  std::size_t count() {
    return *rc::gen::inRange<std::size_t>(0, 4);
  }
};

} // namespace

TEST_CASE("wire: ids, names and bytes are as the golden file has them",
          "[schemas]") {
  auto expected = golden_lines();
  auto actual = std::vector<std::string>{};
  each_type([&]<class T>(wire_id id) {
    auto line = std::ostringstream{};
    line << id << ' ' << find_codec(id)->name << ' '
         << to_hex(pack(id, sample<T>()).body);
    actual.push_back(line.str());
  });
  // A message that was changed fails here: append fields and types instead. The
  // lines of new types go to the end of the file, as they are printed.
  auto known = std::min(actual.size(), expected.size());
  for (auto i = std::size_t{0}; i < known; ++i)
    CHECK(actual[i] == expected[i]);
  for (auto i = known; i < actual.size(); ++i)
    UNSCOPED_INFO(actual[i]);
  CHECK(actual.size() == expected.size());
}

TEST_CASE("wire: a type is found by its number and by itself", "[schemas]") {
  each_type([]<class T>(wire_id id) {
    CHECK(find_wire_id(typeid(T)) == id);
    CHECK(std::string{find_codec(id)->name}
          == std::string{"synod::"} + T::name);
  });
  CHECK(find_wire_id(typeid(int)) == no_message);
  CHECK(find_codec(no_message) == nullptr);
  CHECK(find_codec(caf::id_block::synod::end) == nullptr);
  CHECK(find_codec(0xffff) == nullptr);
}

TEST_CASE("wire: a message comes back as it was", "[schemas]") {
  each_type([]<class T>(wire_id id) {
    rc::prop(std::string{T::name} + " survives the wire", [id] {
      auto from = drawn{};
      auto before = T{};
      fill(before, from);
      auto [body, buffers] = pack(id, before);
      auto after = find_codec(id)->unpack(body, std::move(buffers));
      RC_ASSERT(after);
      RC_ASSERT(after->template match_elements<T>());
      RC_ASSERT(same(before, after->template get_as<T>(0)));
    });
  });
}

TEST_CASE("wire: buffers travel beside the body, without a copy", "[schemas]") {
  auto before = sample<run_step>();
  auto id = find_wire_id(typeid(run_step));
  auto [body, buffers] = pack(id, before);
  REQUIRE(buffers.size() == 1);
  CHECK(buffers[0].bytes().data() == before.activations.bytes().data());
  auto after = find_codec(id)->unpack(body, std::move(buffers));
  REQUIRE(after);
  CHECK(after->get_as<run_step>(0).activations.bytes().data()
        == before.activations.bytes().data());
}

TEST_CASE("errors: each has a name and a sentence of its own", "[schemas]") {
  auto seen = std::vector<std::string>{};
  auto count = 0;
  for (auto code = 1; code < 256; ++code) {
    auto name = to_string(errc{static_cast<std::uint8_t>(code)});
    if (name.find('(') != std::string::npos)
      break;
    CHECK(std::ranges::find(seen, name) == seen.end());
    CHECK(std::string{describe(errc{static_cast<std::uint8_t>(code)})}.back()
          == '.');
    seen.push_back(name);
    ++count;
  }
  // Append only: these numbers are on the wire.
  REQUIRE(count >= 31);
  CHECK(seen[0] == "unspecified");
  CHECK(seen[1] == "node_down");
  CHECK(seen[8] == "timed_out");
  CHECK(seen[9] == "unknown_session");
  CHECK(seen[11] == "not_your_session");
  CHECK(seen.at(static_cast<int>(errc::corpus_failed) - 1) == "corpus_failed");
}
