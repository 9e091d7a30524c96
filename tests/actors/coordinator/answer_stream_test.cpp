#include "actors/coordinator/answer_stream.hpp"

#include "tests/support/vocabularies.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>

using namespace synod;
using namespace synod::coordinator;

namespace {

using ids = std::vector<token_id>;
using ending = answer_stream::ending;

constexpr auto end_of_text = token_id{261};

const auto& words() {
  static const auto result = test::words_of(test::byte_level_file());
  return result;
}

// Ids of single bytes.
ids bytes(std::string_view text) {
  auto names = test::byte_level_names();
  auto result = ids{};
  for (auto x : text)
    for (token_id id = 0; id < 256; ++id)
      if (words()->piece(id) == std::string_view{&x, 1})
        result.push_back(id);
  return result;
}

struct run {
  std::string text;
  ids tokens;
  std::vector<std::size_t> sizes; // of each piece's ids
  ending end = ending::none;
};

run push_all(answer_stream stream, const ids& tokens) {
  auto result = run{};
  for (auto token : tokens) {
    if (stream.end() != ending::none)
      break;
    auto piece = stream.push(token);
    result.text += piece.text;
    result.tokens.insert(result.tokens.end(), piece.tokens.begin(),
                         piece.tokens.end());
    result.sizes.push_back(piece.tokens.size());
  }
  result.end = stream.end();
  return result;
}

answer_stream stream(stop_rules rules) {
  return answer_stream{words(), std::move(rules)};
}

} // namespace

TEST_CASE("answer stream: one piece for each token", "[coordinator]") {
  auto x = push_all(stream({10, false, {}}), bytes("abc"));
  CHECK(x.text == "abc");
  CHECK(x.sizes == std::vector<std::size_t>{1, 1, 1});
  CHECK(x.end == ending::none);
}

TEST_CASE("answer stream: no piece ends inside a character", "[coordinator]") {
  auto x = push_all(stream({10, false, {}}), bytes("a\u20acb"));
  CHECK(x.text == "a\u20acb");
  CHECK(x.sizes == std::vector<std::size_t>{1, 0, 0, 3, 1});
}

TEST_CASE("answer stream: the end token ends it and is not shown",
          "[coordinator]") {
  auto tokens = bytes("ab");
  tokens.push_back(end_of_text);
  auto x = push_all(stream({10, false, {}}), tokens);
  CHECK(x.tokens == bytes("ab"));
  CHECK(x.end == ending::stop);
}

TEST_CASE("answer stream: an ignored end token is one like others",
          "[coordinator]") {
  auto tokens = ids{end_of_text, bytes("a")[0]};
  auto x = push_all(stream({10, true, {}}), tokens);
  CHECK(x.tokens == tokens);
  CHECK(x.text == "a");
}

TEST_CASE("answer stream: nothing of a stop string comes out, nor what is "
          "after it",
          "[coordinator]") {
  auto x = push_all(stream({20, false, {"END"}}), bytes("abENcEND more"));
  CHECK(x.text == "abENc");
  CHECK(x.tokens == bytes("abENc"));
  CHECK(x.end == ending::stop);
}

TEST_CASE("answer stream: what may yet be a stop string waits",
          "[coordinator]") {
  auto x = push_all(stream({20, false, {"END"}}), bytes("aENx"));
  CHECK(x.sizes == std::vector<std::size_t>{1, 0, 0, 3});
}

TEST_CASE("answer stream: the last token shows what was held back",
          "[coordinator]") {
  auto x = push_all(stream({4, false, {"END"}}), bytes("abENDEND"));
  CHECK(x.text == "abEN");
  CHECK(x.tokens == bytes("abEN"));
  CHECK(x.end == ending::length);
}

TEST_CASE("answer stream: half a character at the end is one broken one",
          "[coordinator]") {
  auto x = push_all(stream({2, false, {}}), bytes("a\xe2"));
  CHECK(x.text == "a\ufffd");
  CHECK(x.tokens.size() == 2);
}

TEST_CASE("answer stream: ids and text are those before the stop, always",
          "[coordinator]") {
  CHECK(rc::check([] {
    auto tokens = *rc::gen::container<ids>(rc::gen::inRange<token_id>(0, 265));
    auto limit = *rc::gen::inRange(1U, 30U);
    auto stops = std::vector<std::string>{"b", "cd"};
    auto x
      = push_all(stream({limit, *rc::gen::arbitrary<bool>(), stops}), tokens);
    RC_ASSERT(x.tokens.size() <= std::min<std::size_t>(limit, tokens.size()));
    RC_ASSERT(std::equal(x.tokens.begin(), x.tokens.end(), tokens.begin()));
    RC_ASSERT(x.text.find("b") == x.text.npos);
    RC_ASSERT(x.text.find("cd") == x.text.npos);
    if (x.end == ending::length)
      RC_ASSERT(x.tokens.size() == limit);
  }));
}
