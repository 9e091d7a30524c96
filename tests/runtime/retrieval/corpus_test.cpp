#include "runtime/retrieval/corpus.hpp"

#include "runtime/retrieval/passage_rules.hpp"
#include "tests/support/small_corpus.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::retrieval;

namespace {

struct corpus_fixture : test::small_corpus {
  corpus rates{options()};

  caf::expected<corpus_changed>
  change(change_passage::kinds kind, const passage& content) {
    return rates.change({kind, content});
  }

  std::string best(const std::string& query) {
    auto found = rates.find({query, 1});
    REQUIRE(found);
    return found->passages.empty() ? "" : found->passages[0].found.text;
  }
};

constexpr auto add = change_passage::add;
constexpr auto replace = change_passage::replace;
constexpr auto remove = change_passage::remove;

} // namespace

TEST_CASE_METHOD(corpus_fixture, "corpus: the first start reads the file",
                 "[corpus]") {
  CHECK(rates.version() == 1);
  CHECK(rates.size() == 3);
  CHECK(best("what do loans cost?") == "Loans cost 7 %.");
  auto found = rates.find({"loans", 2});
  CHECK(found->corpus == "rates");
  CHECK(found->domain == "finance");
  CHECK(found->version == 1);
}

TEST_CASE_METHOD(corpus_fixture, "corpus: each change makes the next version",
                 "[corpus]") {
  auto added = change(add, {"r4", "", "Gold is kept in vaults."});
  REQUIRE(added);
  CHECK(added->corpus == "rates");
  CHECK(added->version == 2);
  CHECK(added->passages == 4);
  CHECK(best("gold") == "Gold is kept in vaults.");
  CHECK(change(replace, {"r4", "", "Gold is lent out."})->version == 3);
  CHECK(best("gold") == "Gold is lent out.");
  CHECK(change(remove, {"r4", "", ""})->passages == 3);
  CHECK(best("gold").empty());
  CHECK(rates.version() == 4);
}

TEST_CASE_METHOD(corpus_fixture,
                 "corpus: a replacement keeps the title unless it has one",
                 "[corpus]") {
  REQUIRE(change(replace, {"r1", "", "It earns 3 %."}));
  CHECK(rates.list({"", 1})->passages.at(0)
        == passage{"r1", "Savings", "It earns 3 %."});
  REQUIRE(change(replace, {"r1", "Books", "It earns 3 %."}));
  CHECK(rates.list({"", 1})->passages.at(0).title == "Books");
}

TEST_CASE_METHOD(corpus_fixture, "corpus: a refusal leaves it as it was",
                 "[corpus]") {
  auto digest = rates.digest();
  CHECK(change(add, {"r1", "", "x"}).error() == errc::passage_exists);
  CHECK(change(replace, {"r9", "", "x"}).error() == errc::unknown_passage);
  CHECK(change(remove, {"r9", "", ""}).error() == errc::unknown_passage);
  CHECK(change(add, {"", "", "x"}).error() == errc::invalid_argument);
  CHECK(change(add, {"r9", "", "\x01"}).error() == errc::invalid_argument);
  CHECK(change(add, {"r9", "", std::string(text_size_max + 1, 'x')}).error()
        == errc::passage_too_large);
  CHECK(rates.change({9, {"r9", "", "x"}}).error() == errc::invalid_argument);
  CHECK(rates.version() == 1);
  CHECK(rates.size() == 3);
  CHECK(rates.digest() == digest);
}

TEST_CASE_METHOD(corpus_fixture, "corpus: the digest names the contents alone",
                 "[corpus]") {
  auto before = rates.digest();
  REQUIRE(change(replace, {"r1", "Savings", "Savings earn 3 %."}));
  CHECK(rates.digest() != before);
  REQUIRE(change(replace, {"r1", "Savings", "Savings earn 2 %."}));
  CHECK(rates.digest() == before);
  CHECK(digest_of(passage{"a", "bc", "d"})
        != digest_of(passage{"ab", "c", "d"}));
}

TEST_CASE_METHOD(corpus_fixture, "corpus: pages come in order of ids",
                 "[corpus]") {
  auto page = rates.list({"", 2});
  REQUIRE(page);
  CHECK(page->total == 3);
  REQUIRE(page->passages.size() == 2);
  CHECK(page->passages[0].id == "r1");
  CHECK(page->passages[1].id == "r2");
  page = rates.list({"r2", 2});
  REQUIRE(page->passages.size() == 1);
  CHECK(page->passages[0] == passage{"r3", "Fees", "Cards are free."});
  CHECK(rates.list({"r3", 2})->passages.empty());
  CHECK(rates.list({"", 0}).error() == errc::invalid_argument);
  CHECK(rates.list({"", listed_max + 1}).error() == errc::invalid_argument);
}

TEST_CASE_METHOD(corpus_fixture,
                 "corpus: a page has no more bytes than a megabyte",
                 "[corpus]") {
  for (int i = 0; i < 100; ++i)
    REQUIRE(change(
      add, {"x" + std::to_string(i), "", std::string(text_size_max, 'x')}));
  std::size_t seen = 0;
  for (std::string after;;) {
    auto page = rates.list({after, listed_max});
    REQUIRE(page);
    if (page->passages.empty())
      break;
    CHECK(page->passages.size() <= 64 + 3);
    seen += page->passages.size();
    after = page->passages.back().id;
  }
  CHECK(seen == 103);
}

TEST_CASE_METHOD(corpus_fixture, "corpus: bad queries are refused",
                 "[corpus]") {
  CHECK(rates.find({"x", 0}).error() == errc::invalid_argument);
  CHECK(rates.find({std::string(query_size_max + 1, 'x'), 1}).error()
        == errc::invalid_argument);
}

TEST_CASE("corpus: a restart finds the last version, not the file",
          "[corpus]") {
  test::small_corpus files;
  crypto::digest digest;
  {
    corpus rates{files.options()};
    REQUIRE(rates.change({replace, {"r2", "Loans", "Loans cost 8 %."}}));
    digest = rates.digest();
  }
  std::filesystem::remove(files.options().file);
  corpus rates{files.options()};
  CHECK(rates.version() == 2);
  CHECK(rates.digest() == digest);
  CHECK(rates.find({"loans", 1})->passages.at(0).found.text
        == "Loans cost 8 %.");
}

TEST_CASE("corpus: a first start that fails leaves nothing behind",
          "[corpus]") {
  test::small_corpus files;
  auto options = files.options();
  options.file = files.folder.path() / "missing.jsonl";
  CHECK_THROWS_AS(corpus{options}, retrieval_error);
  corpus rates{files.options()};
  CHECK(rates.version() == 1);
  CHECK(rates.size() == 3);
}
