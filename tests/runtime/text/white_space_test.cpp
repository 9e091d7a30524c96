#include "runtime/text/white_space.hpp"

#include <catch2/catch.hpp>

using namespace synod::text;

TEST_CASE("white space: what stands around a text goes, what is in it stays") {
  CHECK(trimmed(" \t\n\v\f\ra \n b\r\n") == "a \n b");
  CHECK(trimmed_right(" a ") == " a");
  CHECK(trimmed("a") == "a");
  CHECK(trimmed("").empty());
  CHECK(trimmed(" \n").empty());
  CHECK(trimmed_right(" \n").empty());
  CHECK(trimmed("\xc2\xa0") == "\xc2\xa0"); // no locale's white space
  CHECK_FALSE(is_white_space('\0'));
}
