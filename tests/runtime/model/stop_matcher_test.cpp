#include "runtime/model/stop_matcher.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

using synod::model::stop_matcher;

namespace {

using stops = std::vector<std::string>;

/// What comes out in all when a text goes in by parts.
std::string shown(const stops& words, const std::vector<std::string>& parts) {
  stop_matcher matcher{words};
  std::string text;
  for (const auto& part : parts)
    text += matcher.push(part);
  return text + matcher.finish();
}

/// The rule, spelled out: the stop that is complete first, then the longest.
std::string expected(const stops& words, const std::string& text) {
  for (std::size_t end = 1; end <= text.size(); ++end) {
    std::size_t longest = 0;
    for (const auto& word : words)
      if (!word.empty() && word.size() <= end
          && text.compare(end - word.size(), word.size(), word) == 0)
        longest = std::max(longest, word.size());
    if (longest != 0)
      return text.substr(0, end - longest);
  }
  return text;
}

} // namespace

TEST_CASE("stop_matcher: text passes until a stop", "[stop_matcher]") {
  stop_matcher matcher{stops{"END"}};
  CHECK(matcher.push("one ") == "one ");
  CHECK_FALSE(matcher.stopped());
  CHECK(matcher.push("two END three") == "two ");
  CHECK(matcher.stopped());
  CHECK(matcher.push("four") == "");
  CHECK(matcher.finish() == "");
}

TEST_CASE("stop_matcher: what may become a stop is held back",
          "[stop_matcher]") {
  stop_matcher matcher{stops{"END"}};
  CHECK(matcher.push("xE") == "x");
  CHECK(matcher.push("N") == "");
  CHECK(matcher.push("T") == "ENT");
  CHECK(matcher.push("EEN") == "E");
  CHECK(matcher.push("D!") == "");
  CHECK(matcher.stopped());
}

TEST_CASE("stop_matcher: the end of the text releases what was held",
          "[stop_matcher]") {
  stop_matcher matcher{stops{"END"}};
  CHECK(matcher.push("EN") == "");
  CHECK(matcher.finish() == "EN");
  CHECK_FALSE(matcher.stopped());
}

TEST_CASE("stop_matcher: of several stops the first that is complete wins",
          "[stop_matcher]") {
  CHECK(shown({"abcX", "bc"}, {"zabcX"}) == "za");
  CHECK(shown({"abcX", "bc"}, {"za", "b", "cX"}) == "za");
  CHECK(shown({"bc", "abc"}, {"zabc"}) == "z");
  CHECK(shown({"\n\n", "\nUser:"}, {"a\nUse", "r: b"}) == "a");
}

TEST_CASE("stop_matcher: stops of several bytes and no stop at all",
          "[stop_matcher]") {
  CHECK(shown({"\xc3\xbc"}, {"a\xc3\xa4", "b\xc3\xbc", "c"})
        == "a\xc3\xa4"
           "b");
  CHECK(shown({}, {"a", "b"}) == "ab");
  CHECK(shown({""}, {"a", "b"}) == "ab");
}

TEST_CASE("stop_matcher: how the text is cut makes no difference",
          "[stop_matcher]") {
  rc::prop("for any stops, text and cuts over a small alphabet", [] {
    auto letters = rc::gen::inRange('a', 'd');
    auto words
      = *rc::gen::container<stops>(rc::gen::container<std::string>(letters));
    auto parts = *rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(letters));
    std::string text;
    for (const auto& part : parts)
      text += part;
    RC_ASSERT(shown(words, parts) == expected(words, text));
  });
}
