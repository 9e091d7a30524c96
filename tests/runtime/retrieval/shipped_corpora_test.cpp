// The corpora that the demo ships, and a question for each of their passages:
// an answer can only be as good as what is found for it.

#include "runtime/retrieval/corpus.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>

using namespace synod;
using namespace synod::retrieval;
namespace fs = std::filesystem;

namespace {

const auto folder = fs::path{SYNOD_SOURCE_DIR} / "apps/demo/corpora";

struct question {
  std::string domain;
  std::string passage;
  std::string text;
  std::string replaced; // what the passage says then; empty if it stays
};

struct shipped_corpora_fixture {
  test::temporary_folder data;
  std::map<std::string, corpus> corpora;

  shipped_corpora_fixture() {
    for (const auto& entry : fs::directory_iterator{folder}) {
      auto name = entry.path().stem().string();
      if (entry.path().extension() == ".jsonl")
        corpora.emplace(name,
                        corpus{{name, name, data.path() / name, entry.path()}});
    }
  }

  std::vector<question> questions(const std::string& suffix) const {
    std::vector<question> result;
    for (const auto& [name, unused] : corpora) {
      std::ifstream in{folder / "questions" / (name + suffix + ".jsonl")};
      for (std::string line; std::getline(in, line);) {
        auto x = nlohmann::json::parse(line);
        result.push_back({name, x["id"], x["question"], x.value("text", "")});
      }
    }
    return result;
  }

  /// Returns the best passage of all corpora, as "domain/id".
  std::string best(const std::string& query) const {
    std::string name;
    std::uint64_t score = 0;
    for (const auto& [domain, corpus] : corpora) {
      auto found = corpus.find({query, 1});
      REQUIRE(found);
      if (found->passages.empty() || found->passages[0].score <= score)
        continue;
      score = found->passages[0].score;
      name = domain + "/" + found->passages[0].found.id;
    }
    return name;
  }
};

} // namespace

TEST_CASE_METHOD(shipped_corpora_fixture,
                 "shipped corpora: each has passages enough",
                 "[shipped_corpora]") {
  CHECK(corpora.size() == 3);
  for (const auto& [name, corpus] : corpora) {
    CAPTURE(name);
    CHECK(corpus.size() >= 60);
  }
}

TEST_CASE_METHOD(shipped_corpora_fixture,
                 "shipped corpora: a question finds its passage first",
                 "[shipped_corpora]") {
  auto all = questions("");
  REQUIRE(all.size() >= 180);
  std::size_t right = 0;
  for (const auto& x : all)
    right += best(x.text) == x.domain + "/" + x.passage ? 1 : 0;
  CAPTURE(right, all.size());
  CHECK(right * 100 >= all.size() * 98);
}

TEST_CASE_METHOD(shipped_corpora_fixture,
                 "shipped corpora: a replaced passage is found as well",
                 "[shipped_corpora]") {
  auto changed = questions("-replaced");
  REQUIRE(changed.size() >= 50);
  for (const auto& x : changed) {
    CAPTURE(x.passage);
    REQUIRE(corpora.at(x.domain).change(
      {change_passage::replace, {x.passage, "", x.replaced}}));
  }
  std::size_t right = 0;
  for (const auto& x : changed)
    right += best(x.text) == x.domain + "/" + x.passage ? 1 : 0;
  CAPTURE(right, changed.size());
  CHECK(right * 100 >= changed.size() * 95);
}
