#include "actors/coordinator/citation_rule.hpp"
#include "actors/coordinator/passage_choice.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::coordinator;

namespace {

passages_found
found(const std::string& name,
      std::vector<std::pair<std::string, std::uint64_t>> passages) {
  auto result = passages_found{name, "domain of " + name, 7, {}};
  for (auto& [text, score] : passages)
    result.passages.push_back({{text, "title", text}, score});
  return result;
}

std::string texts(const chosen_passages& x) {
  auto result = std::string{};
  for (auto& passage : x.passages)
    result += (result.empty() ? "" : " ") + passage.text;
  return result;
}

std::vector<cited_passage> quoted(std::vector<std::string> texts) {
  auto result = std::vector<cited_passage>{};
  for (auto& x : texts)
    result.push_back(
      {x, {"p" + std::to_string(result.size() + 1), "c", 7, ""}, 1});
  return result;
}

std::string cited(std::string_view answer, std::vector<std::string> texts) {
  auto result = find_citation(answer, quoted(std::move(texts)));
  return result ? result->passage : "none";
}

} // namespace

TEST_CASE("passage choice: the domain of the best passage", "[coordinator]") {
  auto x = choose_passages(
    std::vector{found("a", {{"a1", 50}, {"a2", 49}}), found("b", {{"b1", 51}})},
    {});
  CHECK(x.domain == "domain of b");
  CHECK(texts(x) == "b1");
}

TEST_CASE("passage choice: further passages only if they are close",
          "[coordinator]") {
  auto rule = passage_rule{.passages_max = 3, .close_percent = 80};
  CHECK(texts(choose_passages(std::vector{found("a", {{"x", 100}, {"y", 79}})},
                              rule))
        == "x");
  CHECK(
    texts(choose_passages(
      std::vector{found("a", {{"x", 100}, {"y", 80}, {"z", 90}, {"w", 81}})},
      rule))
    == "x z w");
}

TEST_CASE("passage choice: nothing was found", "[coordinator]") {
  CHECK(choose_passages({}, {}).domain.empty());
  CHECK(choose_passages(std::vector{found("a", {})}, {}).passages.empty());
}

TEST_CASE("passage choice: ties go by domain, corpus and id", "[coordinator]") {
  auto one = std::vector{found("a", {{"x", 5}}), found("b", {{"y", 5}})};
  auto other = std::vector{found("b", {{"y", 5}}), found("a", {{"x", 5}})};
  CHECK(texts(choose_passages(one, {})) == "x");
  CHECK(texts(choose_passages(other, {})) == "x");
}

TEST_CASE("citation: the passage that holds the value", "[coordinator]") {
  CHECK(cited("It is 8:15.", {"It opens at 7:30.", "It opens at 8:15."})
        == "p2");
  CHECK(cited("It is Dr. Lena Hintebton.", {"Led by dr. lena\n  HINTEBTON."})
        == "p1");
}

TEST_CASE("citation: ties go to the better rank", "[coordinator]") {
  CHECK(cited("It is 8 days.", {"It takes 8 days.", "8 days it takes."})
        == "p1");
}

TEST_CASE("citation: whole words alone", "[coordinator]") {
  CHECK(cited("It is 8 days.", {"It takes 18 days.", "It takes 8 days."})
        == "p2");
  CHECK(cited("It is 3.", {"In 2013."}) == "none");
}

TEST_CASE("citation: none for what no passage holds", "[coordinator]") {
  CHECK(cited("I do not know.", {"I do not know."}) == "none");
  CHECK(cited("It is 9.", {"It is 8."}) == "none");
  CHECK(cited("", {"It is 8."}) == "none");
  CHECK(cited("It is .", {"It is 8."}) == "none");
}
