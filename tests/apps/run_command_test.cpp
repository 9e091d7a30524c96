// `synod run` and `synod perplexity` as their users meet them: the built
// program on a small real model.

#include "tests/support/test_data.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct outcome {
  int status = -1;
  std::string out;
};

// Runs the program; the arguments are shell words, and 2>&1 may be among them.
outcome call(const std::string& arguments) {
  auto command = std::string{SYNOD_PROGRAM} + " " + arguments;
  auto* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  outcome result;
  std::array<char, 4096> part;
  while (auto size = fread(part.data(), 1, part.size(), pipe))
    result.out.append(part.data(), size);
  result.status = WEXITSTATUS(pclose(pipe));
  return result;
}

const auto model = std::string{SYNOD_STORIES_GGUF};

json run_json(const std::string& arguments) {
  auto result = call("run " + model + " " + arguments + " --json 2>/dev/null");
  REQUIRE(result.status == 0);
  return json::parse(result.out);
}

json golden() {
  return json::parse(
    synod::test::contents(synod::test::own_data() / "stories260K/golden.json"));
}

} // namespace

TEST_CASE("synod run: the golden ids, from a text and from ids") {
  auto ids = golden()["greedy_ids"].get<std::vector<int>>();
  auto expected = std::vector<int>(ids.begin() + 5, ids.end());
  auto options = " --max-tokens 96 --ignore-eos --threads 2";
  auto from_text = run_json("'Once upon a time'" + std::string{options});
  CHECK(from_text["ids"] == expected);
  CHECK(from_text["prompt_tokens"] == 5);
  CHECK(from_text["tokens_per_s"] > 0);
  auto from_ids = run_json("--ids 1,403,407,261,378" + std::string{options});
  CHECK(from_ids["ids"] == expected);
  CHECK(from_ids["logits_digest"] == from_text["logits_digest"]);
  auto streamed = call("run " + model
                       + " 'Once upon a time' --max-tokens 96 "
                         "--ignore-eos 2>/dev/null");
  CHECK(streamed.status == 0);
  CHECK(streamed.out == from_text["text"].get<std::string>() + "\n");
}

TEST_CASE("synod run: prompts in one batch give what each gives alone") {
  auto path = fs::path{SYNOD_STORIES_GGUF}.replace_filename("prompts.jsonl");
  auto prompts
    = std::vector<std::string>{"A dog", "The big \"red\" ball", "<s>"};
  {
    auto file = std::ofstream{path};
    for (const auto& prompt : prompts)
      file << json(prompt) << '\n';
  }
  auto options
    = std::string{" --temperature 0.8 --top-p 0.9 --top-k 40 --min-p "
                  "0.01 --repetition-penalty 1.1 --seed 5 "
                  "--max-tokens 20"};
  auto together = run_json("--prompts " + path.string() + options)["results"];
  REQUIRE(together.size() == prompts.size());
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    auto alone = run_json("'" + prompts[i] + "'" + options);
    for (const auto* key : {"ids", "text", "logits_digest"})
      CHECK(together[i][key] == alone[key]);
  }
}

TEST_CASE("synod perplexity: one JSON object, and one line for people") {
  auto text = (synod::test::own_data() / "stories/sampled.txt").string();
  auto result = call("perplexity " + model + " " + text + " --json");
  REQUIRE(result.status == 0);
  auto score = json::parse(result.out);
  CHECK(score["tokens"] > 1000);
  CHECK(score["perplexity"] > 2);
  CHECK(score["perplexity"] < 5);
  result = call("perplexity " + model + " " + text);
  CHECK(result.status == 0);
  CHECK(result.out.starts_with("perplexity "));
}

TEST_CASE("synod run and perplexity: help has an example") {
  for (const auto* command : {"run", "perplexity"}) {
    auto result = call(std::string{command} + " --help");
    CHECK(result.status == 0);
    CHECK(result.out.find("Example:") != std::string::npos);
  }
}

TEST_CASE("synod run and perplexity: what is wrong is said, and not success") {
  struct failure {
    std::string arguments, says;
  };
  auto not_gguf = (synod::test::own_data() / "stories/sampled.txt").string();
  for (const auto& [arguments, says] : {
         failure{"run /no/such/file.gguf Hi", "/no/such/file.gguf"},
         failure{"run " + not_gguf + " Hi", "sampled.txt"},
         failure{"run " + model + " --ids 1,512", "vocabulary"},
         failure{"run " + model + " Hi --temperature 101", "--temperature"},
         failure{"run " + model + " Hi --top-p 0", "top_p"},
         failure{"run " + model + " Hi --min-p 2", "min_p"},
         failure{"run " + model + " Hi --repetition-penalty 0", "penalty"},
         failure{"run " + model + " --prompts /no/such/file", "/no/such/file"},
         failure{"run " + model + " --threads 0", "--threads"},
         failure{"run", "model"},
         failure{"perplexity " + model + " /no/such/text", "/no/such/text"},
       }) {
    auto result = call(arguments + " 2>&1");
    CAPTURE(arguments, result.out);
    CHECK(result.status != 0);
    CHECK(result.out.find(says) != std::string::npos);
  }
}
