#include "actors/rag_agent/rag_agent.hpp"

#include "tests/support/deterministic_system.hpp"
#include "tests/support/small_corpus.hpp"

#include <catch2/catch.hpp>

using namespace synod;

namespace {

struct fixture : test::deterministic_system {
  test::small_corpus files;
  rag_agent_actor agent
    = system().spawn(synod::rag_agent, std::string{"rates"},
                     std::make_shared<retrieval::corpus>(files.options()));

  ~fixture() {
    end(agent);
  }

  auto find(const std::string& query) {
    return ask<passages_found>(agent, find_passages{query, 3});
  }

  auto change(change_passage::kinds kind, const passage& content) {
    return ask<corpus_changed>(agent, change_passage{kind, content});
  }

  std::int64_t gauge_of(const std::string& key) {
    auto status = ask<actor_status>(agent, get_status{});
    REQUIRE(status);
    for (const auto& x : status->gauges)
      if (x.key == key)
        return x.value;
    FAIL("no gauge " << key);
    return 0;
  }
};

} // namespace

TEST_CASE_METHOD(fixture, "rag_agent: finds passages of its corpus",
                 "[rag_agent]") {
  auto found = find("What do loans cost?");
  REQUIRE(found);
  CHECK(found->corpus == "rates");
  CHECK(found->domain == "finance");
  CHECK(found->version == 1);
  REQUIRE_FALSE(found->passages.empty());
  CHECK(found->passages[0].found.id == "r2");
}

TEST_CASE_METHOD(fixture, "rag_agent: a changed fact is in the next answer",
                 "[rag_agent]") {
  auto changed
    = change(change_passage::replace, {"r2", "Loans", "Loans cost 9 %."});
  REQUIRE(changed);
  CHECK(changed->version == 2);
  auto found = find("loans");
  REQUIRE(found);
  CHECK(found->version == 2);
  CHECK(found->passages.at(0).found.text == "Loans cost 9 %.");
}

TEST_CASE_METHOD(fixture, "rag_agent: refusals are named and change nothing",
                 "[rag_agent]") {
  CHECK(change(change_passage::add, {"r1", "", "x"}).error()
        == errc::passage_exists);
  CHECK(change(change_passage::remove, {"r9", "", ""}).error()
        == errc::unknown_passage);
  CHECK(ask<passages_found>(agent, find_passages{"x", 0}).error()
        == errc::invalid_argument);
  CHECK(gauge_of("version") == 1);
  CHECK(gauge_of("refusals") == 3);
}

TEST_CASE_METHOD(fixture, "rag_agent: lists its passages", "[rag_agent]") {
  auto page = ask<passages_listed>(agent, list_passages{"r1", 10});
  REQUIRE(page);
  CHECK(page->total == 3);
  CHECK(page->passages.size() == 2);
}

TEST_CASE_METHOD(fixture, "rag_agent: tells how it is", "[rag_agent]") {
  REQUIRE(find("loans"));
  auto status = ask<actor_status>(agent, get_status{});
  REQUIRE(status);
  CHECK(status->role == "rag_agent");
  CHECK(status->actor == "rates");
  CHECK(status->labels.at(0).value == "rates");
  CHECK(status->labels.at(2).value.size() == 64);
  CHECK(gauge_of("passages") == 3);
  CHECK(gauge_of("queries") == 1);
}
