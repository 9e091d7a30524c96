#include "runtime/retrieval/bm25_index.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace synod;
using namespace synod::retrieval;
using namespace std::string_literals;

namespace {

struct bm25_index_fixture {
  test::temporary_folder folder;
  bm25_index index{folder.path() / "index"};

  void put(std::uint64_t version, const std::vector<passage>& xs) {
    index.change(version, xs, {});
  }

  std::vector<std::string>
  ids(const std::string& query, std::uint32_t count = 10) {
    std::vector<std::string> found;
    for (const auto& x : index.search(query, count))
      found.push_back(x.found.id);
    return found;
  }
};

using names = std::vector<std::string>;

const std::vector<passage> clinics{
  {"a", "Brelin Clinic", "The Brelin Clinic opens at 8:15."},
  {"b", "Tarvo Clinic", "The Tarvo Clinic opens at 9:30."},
  {"c", "Parking", "Visitors of the Tarvo Clinic park behind the house."},
  {"d", "Fees", "A second opinion costs 40 crowns."},
};

} // namespace

TEST_CASE_METHOD(bm25_index_fixture,
                 "bm25_index: the passage with the rare words leads",
                 "[bm25_index]") {
  put(1, clinics);
  CHECK(ids("When does the Brelin Clinic open?").front() == "a");
  CHECK(ids("When does the Tarvo Clinic open?").front() == "b");
  CHECK(ids("How much does a second opinion cost?").front() == "d");
  CHECK(ids("parking at Tarvo").front() == "c");
}

TEST_CASE_METHOD(bm25_index_fixture,
                 "bm25_index: words are found in any form and case",
                 "[bm25_index]") {
  put(1, clinics);
  CHECK(ids("OPENING") == ids("opens"));
  CHECK(ids("visitor") == names{"c"});
}

TEST_CASE_METHOD(bm25_index_fixture,
                 "bm25_index: nothing in common finds nothing",
                 "[bm25_index]") {
  put(1, clinics);
  CHECK(ids("zebra").empty());
  CHECK(ids("").empty());
  CHECK(ids("?!.").empty());
  CHECK(ids("clinic", 0).empty());
}

TEST_CASE_METHOD(bm25_index_fixture,
                 "bm25_index: a query is words, never a program",
                 "[bm25_index]") {
  put(1, clinics);
  CHECK(ids("opinion AND zebra") == ids("and opinion zebra"));
  CHECK(ids("NOT opinion OR -zebra \"second crowns\" opin* XZ Qa")
        == names{"d"});
  CHECK(ids("Qb").empty()); // the term that marks an id is no word
  CHECK(ids("\xff\xfe\0 opinion \x01"s) == names{"d"});
  CHECK(ids(std::string(16'000, 'a')).empty());
}

TEST_CASE_METHOD(bm25_index_fixture,
                 "bm25_index: equal scores come in order of their ids",
                 "[bm25_index]") {
  std::vector<passage> same;
  for (int i = 40; i-- > 10;)
    same.push_back({"p" + std::to_string(i), "", "one and the same text"});
  put(1, same);
  CHECK(ids("same text", 3) == names{"p10", "p11", "p12"});
  CHECK(ids("same text", 64).size() == 30);
  auto found = index.search("same text", 2);
  CHECK(found[0].score == found[1].score);
  CHECK(found[0].score > 0);
}

TEST_CASE_METHOD(bm25_index_fixture,
                 "bm25_index: scores do not depend on the history",
                 "[bm25_index]") {
  put(1, clinics);
  put(2, {{"d", "", "something else altogether, about clinics"},
          {"e", "", "a passage that goes away again"}});
  index.change(3, std::vector{clinics[3]}, names{"e"});
  auto found = index.search("when does the second clinic open", 10);
  bm25_index_fixture fresh;
  fresh.put(1, {clinics.rbegin(), clinics.rend()});
  auto expected = fresh.index.search("when does the second clinic open", 10);
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i].found == expected[i].found);
    CHECK(found[i].score == expected[i].score);
  }
}

TEST_CASE_METHOD(bm25_index_fixture,
                 "bm25_index: a replaced passage is found as it is now",
                 "[bm25_index]") {
  put(1, clinics);
  put(2, {{"d", "Fees", "A second opinion costs 55 zorkmids."}});
  CHECK(ids("crowns").empty());
  CHECK(ids("zorkmids") == names{"d"});
  CHECK(index.find("d")->text == "A second opinion costs 55 zorkmids.");
  index.change(3, {}, names{"d"});
  CHECK(ids("zorkmids").empty());
  CHECK_FALSE(index.find("d"));
}

TEST_CASE("bm25_index: what was changed is there after a restart",
          "[bm25_index]") {
  test::temporary_folder folder;
  {
    bm25_index index{folder.path()};
    CHECK(index.version() == 0);
    index.change(7, clinics, {});
  }
  bm25_index index{folder.path()};
  CHECK(index.version() == 7);
  CHECK(index.all().size() == 4);
  CHECK(index.search("Brelin", 1).at(0).found == clinics[0]);
}

TEST_CASE_METHOD(bm25_index_fixture, "bm25_index: a folder has one owner",
                 "[bm25_index]") {
  CHECK_THROWS_WITH(bm25_index{folder.path() / "index"},
                    Catch::Contains("another"));
}

TEST_CASE("bm25_index: a broken folder is refused by name", "[bm25_index]") {
  test::temporary_folder folder;
  {
    bm25_index index{folder.path()};
    index.change(1, clinics, {});
  }
  std::ofstream{folder.path() / "iamglass"} << "not an index";
  CHECK_THROWS_WITH(bm25_index{folder.path()},
                    Catch::Contains(folder.path().string()));
  CHECK_THROWS_AS(bm25_index{"/proc/nowhere"}, retrieval_error);
}
