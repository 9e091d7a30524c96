#include "runtime/text/utf8.hpp"

#include <catch2/catch.hpp>

using namespace synod::text;
using namespace std::string_literals;

namespace {

bool first_is(std::string_view text, utf8_kind kind, std::size_t size) {
  auto head = utf8_first(text);
  return head.kind == kind && head.size == size;
}

} // namespace

TEST_CASE("utf8: whole characters of every length", "[utf8]") {
  CHECK(first_is("a", utf8_kind::character, 1));
  CHECK(first_is("\0a"s, utf8_kind::character, 1));
  CHECK(first_is("\xc3\xbc", utf8_kind::character, 2));
  CHECK(first_is("\xe2\x82\xac!", utf8_kind::character, 3));
  CHECK(first_is("\xf0\x9f\x98\x81", utf8_kind::character, 4));
  CHECK(first_is("\xf4\x8f\xbf\xbf", utf8_kind::character, 4));
}

TEST_CASE("utf8: the beginning of a character is incomplete", "[utf8]") {
  CHECK(first_is("\xc3", utf8_kind::incomplete, 1));
  CHECK(first_is("\xe2\x82", utf8_kind::incomplete, 2));
  CHECK(first_is("\xf0\x9f\x98", utf8_kind::incomplete, 3));
}

TEST_CASE("utf8: ill-formed parts are maximal", "[utf8]") {
  CHECK(first_is("\x80", utf8_kind::ill_formed, 1));
  CHECK(first_is("\xc0\x80", utf8_kind::ill_formed, 1));     // overlong
  CHECK(first_is("\xe0\x80\x80", utf8_kind::ill_formed, 1)); // overlong
  CHECK(first_is("\xed\xa0\x80", utf8_kind::ill_formed, 1)); // surrogate
  CHECK(first_is("\xf4\x90\x80\x80", utf8_kind::ill_formed, 1));
  CHECK(first_is("\xf5", utf8_kind::ill_formed, 1));
  CHECK(first_is("\xe2\x82z", utf8_kind::ill_formed, 2));
  CHECK(first_is("\xf0\x9f\x98z", utf8_kind::ill_formed, 3));
}

TEST_CASE("utf8: the example of Unicode 15, table 3-8", "[utf8]") {
  CHECK(to_utf8("\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64")
        == "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
           "b\xef\xbf\xbd"
           "c\xef\xbf\xbd\xef\xbf\xbd"
           "d");
}

TEST_CASE("utf8: only whole characters are UTF-8", "[utf8]") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("Gr\xc3\xbc\xc3\x9f"
                "e"));
  CHECK_FALSE(is_utf8("\xc3"));
  CHECK_FALSE(is_utf8("a\xff"));
}
