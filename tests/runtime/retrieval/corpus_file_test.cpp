#include "runtime/retrieval/corpus_file.hpp"

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace synod;
using namespace synod::retrieval;

namespace {

std::vector<passage> read(const std::string& text) {
  test::temporary_folder folder;
  auto file = folder.path() / "corpus.jsonl";
  std::ofstream{file} << text;
  return read_corpus_file(file);
}

} // namespace

TEST_CASE("corpus_file: one passage a line", "[corpus_file]") {
  auto xs = read("{\"id\": \"a\", \"title\": \"T\", \"text\": \"x \\u00fc\"}\n"
                 "\n"
                 "{\"id\": \"b\", \"text\": \"y\", \"more\": [1]}");
  REQUIRE(xs.size() == 2);
  CHECK(xs[0] == passage{"a", "T", "x \xc3\xbc"});
  CHECK(xs[1] == passage{"b", "", "y"});
  CHECK(read("").empty());
}

TEST_CASE("corpus_file: what is wrong is named with its line",
          "[corpus_file]") {
  auto refused = [](const std::string& line, const std::string& why) {
    CAPTURE(line);
    CHECK_THROWS_WITH(read("{\"id\": \"a\", \"text\": \"x\"}\n" + line),
                      Catch::Contains("corpus.jsonl:2: ")
                        && Catch::Contains(why));
  };
  refused("{", "JSON object");
  refused("[]", "JSON object");
  refused("{\"id\": 1, \"text\": \"x\"}", "\"id\"");
  refused("{\"id\": \"b\"}", "\"text\"");
  refused("{\"id\": \"b c\", \"text\": \"x\"}", "id must be");
  refused("{\"id\": \"b\", \"text\": \"\\u0007\"}", "control characters");
  refused("{\"id\": \"b\", \"text\": \"\xff\"}", "JSON object");
  refused("{\"id\": \"b\", \"text\": \"" + std::string(20'000, 'x') + "\"}",
          "too large");
  refused("{\"id\": \"b\", \"text\": \"" + std::string(200'000, 'x') + "\"}",
          "too long");
  refused("{\"id\": \"a\", \"text\": \"y\"}", "'a' occurs twice");
}

TEST_CASE("corpus_file: a missing file is named", "[corpus_file]") {
  CHECK_THROWS_WITH(read_corpus_file("/nonexistent.jsonl"),
                    Catch::Contains("/nonexistent.jsonl"));
}
