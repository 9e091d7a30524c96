#include "runtime/model/text_stream.hpp"
#include "tests/support/test_data.hpp"

#include <catch2/catch.hpp>

#include <iostream>
#include <sstream>

using namespace synod::model;
namespace fs = std::filesystem;

namespace {

/// A vocabulary with its test vectors: texts and the ids expected for each.
struct vector_set {
  fs::path vocabulary;
  fs::path texts;
  fs::path ids;
};

/// Lists the vectors below a folder: every `X.inp` with an `X.out` beside it.
std::vector<vector_set> vectors_below(const fs::path& folder) {
  std::vector<vector_set> sets;
  if (!fs::exists(folder))
    return sets;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    auto path = entry.path();
    if (path.extension() != ".inp")
      continue;
    auto stem = path.parent_path() / path.stem();
    sets.push_back({stem, path, stem.string() + ".out"});
  }
  return sets;
}

std::vector<std::string>
split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (auto at = text.find(separator); at != text.npos;
       at = text.find(separator, start)) {
    parts.push_back(text.substr(start, at - start));
    start = at + separator.size();
  }
  parts.push_back(text.substr(start));
  return parts;
}

std::vector<std::uint32_t> numbers(const std::string& line) {
  std::istringstream in{line};
  std::vector<std::uint32_t> result;
  for (std::uint32_t x = 0; in >> x;)
    result.push_back(x);
  return result;
}

/// Returns how many cases the set has.
std::size_t check(const vector_set& set) {
  auto words = tokenizer::from(*gguf_file::open(set.vocabulary));
  auto texts
    = split(synod::test::contents(set.texts), "\n__ggml_vocab_test__\n");
  auto lines = split(synod::test::contents(set.ids), "\n");
  // Both files end with a separator.
  REQUIRE(lines.size() >= texts.size());
  std::size_t cases = 0;
  for (std::size_t index = 0; index < texts.size(); ++index) {
    const auto& text = texts[index];
    if (index + 1 == texts.size() && text.empty())
      break;
    CAPTURE(set.texts, index, text);
    auto ids = words->encode(text, special_tokens::as_text);
    CHECK(ids == numbers(lines[index]));
    CHECK(decode(words, ids) == text);
    ++cases;
  }
  return cases;
}

} // namespace

TEST_CASE("tokenizer: every case of every vector file", "[tokenizer]") {
  auto sets = vectors_below(synod::test::own_data());
  REQUIRE_FALSE(sets.empty());
  auto more = synod::test::more_data() / "tokenizers";
  if (!fs::exists(more))
    std::cout << "skipped: no more tokenizer vectors, " << more
              << " is not there\n";
  for (auto& set : vectors_below(more))
    sets.push_back(set);
  for (const auto& set : sets) {
    if (!fs::exists(set.vocabulary)) {
      std::cout << "skipped: the vocabulary " << set.vocabulary
                << " is not there\n";
      continue;
    }
    CHECK(check(set) >= 46);
  }
}
