#include "apps/synod/corpus.hpp"

#include "tests/support/canned_http_server.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

using namespace synod;
using nlohmann::json;
using test::canned_http_server;

namespace {

/// Catches what a command prints.
class captured_output {
public:
  captured_output() : before_(std::cout.rdbuf(text_.rdbuf())) {
  }
  captured_output(const captured_output&) = delete;
  captured_output& operator=(const captured_output&) = delete;
  ~captured_output() {
    std::cout.rdbuf(before_);
  }
  std::string text() const {
    return text_.str();
  }

private:
  std::ostringstream text_;
  std::streambuf* before_;
};

/// A gateway with one corpus of passages in pages of two.
struct fixture {
  std::map<std::string, std::string> titles{
    {"a", "Accounts"}, {"b", "Books"}, {"c", "Cards"}};
  std::vector<std::string> asked; // "METHOD target body"
  test::temporary_folder folder;
  canned_http_server server{[this](const auto& x) { return answer(x); }};

  fixture() {
    std::ofstream{folder.path() / "gateway.url"} << server.url() << '\n';
  }

  std::string answer(const canned_http_server::request& x) {
    auto target = std::string{x.target()};
    asked.push_back(std::string{x.method_string()} + ' ' + target + ' '
                    + x.body());
    if (target == "/synod/corpora")
      return canned_http_server::reply(
        200, R"({"corpora": [{"name": "rates", "domain": "finance",)"
             R"( "state": "up", "version": 3, "passages": 3}]})");
    if (x.method_string() != "GET")
      return x.body().find("\"text\":\"refuse\"") == std::string::npos
               ? canned_http_server::reply(
                 200, R"({"corpus": "rates", "version": 4, "passages": 3})")
               : canned_http_server::reply(
                 409, R"({"error": {"message": "Already there."}})");
    return canned_http_server::reply(200, page(target));
  }

  std::string page(const std::string& target) const {
    auto from = target.find("after=") + 6;
    auto after = target.substr(from, target.find('&') - from);
    auto passages = json::array();
    for (auto at = titles.upper_bound(after);
         at != titles.end() && passages.size() < 2; ++at)
      passages.push_back(
        {{"id", at->first}, {"title", at->second}, {"text", "t"}});
    return json{{"corpus", "rates"},
                {"domain", "finance"},
                {"version", 3},
                {"total", titles.size()},
                {"passages", passages}}
      .dump();
  }

  std::string run(std::vector<std::string> words) {
    auto app = program{"synod", ""};
    add_corpus(app.commands());
    words.insert(words.end(), {"--data", folder.path().string()});
    words.insert(words.begin(), "corpus");
    captured_output output;
    app.parse(words);
    return output.text();
  }
};

} // namespace

TEST_CASE_METHOD(fixture, "corpus command: lists corpora", "[corpus_command]") {
  CHECK(run({"list"}) == "rates  domain finance, version 3, 3 passages, up\n");
  CHECK(json::parse(run({"list", "--json"}))["corpora"].size() == 1);
}

TEST_CASE_METHOD(fixture, "corpus command: lists every page of a corpus",
                 "[corpus_command]") {
  auto found = json::parse(run({"list", "rates", "--json"}));
  CHECK(found["total"] == 3);
  REQUIRE(found["passages"].size() == 3);
  CHECK(found["passages"][2]["title"] == "Cards");
  CHECK_THAT(run({"list", "rates"}), Catch::Contains("c  Cards\n  t\n"));
}

TEST_CASE_METHOD(fixture, "corpus command: adds a passage",
                 "[corpus_command]") {
  CHECK(run({"add", "rates", "d", "Some text.", "--title", "D"})
        == "rates is at version 4 with 3 passages\n");
  CHECK(asked.back()
        == "POST /synod/corpora/rates/passages "
           R"({"id":"d","text":"Some text.","title":"D"})");
}

TEST_CASE_METHOD(fixture, "corpus command: replaces a passage",
                 "[corpus_command]") {
  CHECK(json::parse(run({"replace", "rates", "b", "New.", "--json"}))["version"]
        == 4);
  CHECK(asked.back()
        == "PUT /synod/corpora/rates/passages/b "
           R"({"id":"b","text":"New.","title":""})");
  run({"replace", "rates", "b", "New.", "--title", "T"});
  CHECK_THAT(asked.back(), Catch::Contains(R"("title":"T")"));
}

TEST_CASE_METHOD(fixture, "corpus command: removes, with the id escaped",
                 "[corpus_command]") {
  run({"remove", "rates", "a/b c"});
  CHECK(asked.back() == "DELETE /synod/corpora/rates/passages/a%2Fb%20c ");
}

TEST_CASE_METHOD(fixture, "corpus command: a refusal is the gateway's words",
                 "[corpus_command]") {
  CHECK_THROWS_WITH(run({"add", "rates", "a", "refuse"}),
                    "Already there. (HTTP 409)");
}

TEST_CASE("corpus command: without a network it says so", "[corpus_command]") {
  test::temporary_folder folder;
  auto app = program{"synod", ""};
  add_corpus(app.commands());
  CHECK_THROWS_WITH(
    app.parse({"corpus", "list", "--data", folder.path().string()}),
    Catch::Contains("no gateway runs"));
}
