#include "runtime/model/text_stream.hpp"

#include "runtime/text/utf8.hpp"
#include "tests/support/vocabularies.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

using namespace synod::model;
using namespace synod::test;

namespace {

using ids = std::vector<std::uint32_t>;

constexpr std::uint32_t end = 261;

} // namespace

TEST_CASE("text_stream: half a character is held back", "[text_stream]") {
  text_stream stream{words_of(byte_level_file())};
  CHECK(stream.push('a') == "a");
  CHECK(stream.push(0xf0) == "");
  CHECK(stream.push(0x9f) == "");
  CHECK(stream.holds_back());
  CHECK(stream.push(0x98) == "");
  CHECK(stream.push(0x81) == "\xf0\x9f\x98\x81");
  CHECK_FALSE(stream.holds_back());
  CHECK(stream.finish() == "");
}

TEST_CASE("text_stream: bytes that are no character are replaced",
          "[text_stream]") {
  auto words = words_of(byte_level_file());
  CHECK(decode(words, ids{0xff, 'a'})
        == "\xef\xbf\xbd"
           "a");
  CHECK(decode(words, ids{0xe2, 0x82, 'a'})
        == "\xef\xbf\xbd"
           "a");
  CHECK(decode(words, ids{'a', 0xe2, 0x82}) == "a\xef\xbf\xbd");
}

TEST_CASE("text_stream: control tokens and strangers add nothing",
          "[text_stream]") {
  text_stream stream{words_of(byte_level_file())};
  CHECK(stream.push(0xc3) == "");
  CHECK(stream.push(end) == "");
  CHECK(stream.push(1'000'000) == "");
  CHECK(stream.push(0xbc) == "\xc3\xbc");
}

TEST_CASE("text_stream: the space prefix goes once, at the start of a text",
          "[text_stream]") {
  auto words = words_of(sentence_piece_file());
  text_stream stream{words, leading_space::strip};
  CHECK(stream.push(1) == "");
  CHECK(stream.push(266) == "hi");
  CHECK(stream.push(266) == " hi");
  text_stream going_on{words, leading_space::keep};
  CHECK(going_on.push(266) == " hi");
  // A byte-level vocabulary adds none, so none is taken away.
  CHECK(decode(words_of(byte_level_file()), ids{260}) == " hello");
}

TEST_CASE("text_stream: the pieces add up to the whole, each of it UTF-8",
          "[text_stream]") {
  auto words = words_of(byte_level_file());
  rc::prop("whatever the ids", [&] {
    auto tokens = *rc::gen::container<ids>(
      rc::gen::inRange<std::uint32_t>(0, words->size() + 2));
    std::string bytes;
    std::string sum;
    text_stream stream{words};
    for (auto id : tokens) {
      auto delta = stream.push(id);
      RC_ASSERT(synod::text::is_utf8(delta));
      sum += delta;
      bytes += words->piece(id);
    }
    sum += stream.finish();
    RC_ASSERT(sum == synod::text::to_utf8(bytes));
    RC_ASSERT(sum == decode(words, tokens));
  });
}
