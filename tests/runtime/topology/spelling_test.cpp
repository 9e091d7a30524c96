#include "runtime/topology/spelling.hpp"

#include <catch2/catch.hpp>

using namespace synod::topology;

TEST_CASE("spelling: distances count the edits") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("role", "role") == 0);
  CHECK(edit_distance("rol", "role") == 1);
  CHECK(edit_distance("roles", "role") == 1);
  CHECK(edit_distance("rule", "role") == 1);
  CHECK(edit_distance("orle", "role") == 1);
  CHECK(edit_distance("", "role") == 4);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance(std::string(1000, 'a'), std::string(1000, 'b')) == 64);
}

TEST_CASE("spelling: the nearest word is proposed only if it is near") {
  auto words = std::vector<std::string>{"address", "actor", "name"};
  CHECK(nearest("adress", words) == "address");
  CHECK(nearest("nmae", words) == "name");
  CHECK_FALSE(nearest("blocks", words));
  CHECK_FALSE(nearest("x", {}));
}
