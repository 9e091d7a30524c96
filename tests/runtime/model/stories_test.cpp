// A small real model against an independent float32 forward pass: the golden
// ids of its authors' program, the profile's cost, and equal bits.

#include "runtime/model/generate.hpp"
#include "runtime/model/perplexity.hpp"
#include "runtime/model/tokenizer.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/shard_chain.hpp"
#include "tests/support/test_data.hpp"
#include "tests/tools/float32_model.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>

using namespace synod;
using tokens = std::vector<std::uint32_t>;
using rows = std::vector<std::vector<float>>;
using test::float32_weights;

namespace {

struct stories {
  std::shared_ptr<const model::gguf_file> file
    = model::gguf_file::open(SYNOD_STORIES_GGUF);
  std::shared_ptr<const model::tokenizer> words = model::tokenizer::from(*file);
  nlohmann::json golden = nlohmann::json::parse(
    test::contents(test::own_data() / "stories260K/golden.json"));

  [[nodiscard]] tokens encode(const std::string& text) const {
    auto ids = words->encode(text, model::special_tokens::as_text);
    ids.insert(ids.begin(), words->bos().value());
    return ids;
  }
};

tokens
continue_greedily(const stories& s, const tokens& prompt, std::uint32_t count) {
  auto engine
    = model::shard_engine{model::shard_weights::load(
                            *s.file, model::model_config::from(*s.file).all()),
                          1};
  auto options = model::generation_options{};
  options.tokens_max = count;
  return model::generate(engine, {&prompt, 1}, options)[0].tokens;
}

rows engine_logits(const stories& s, const tokens& ids) {
  auto chain = test::shard_chain{*s.file, {}, 1};
  auto session = chain.open(static_cast<std::uint32_t>(ids.size()));
  rows result;
  for (const auto& id : ids)
    result.push_back(chain.run({{&session, {&id, 1}}})[0]);
  return result;
}

// What the profile costs on some texts.
struct cost {
  double loss = 0;             // of the engine, mean
  double dequantized_loss = 0; // of float32 on the same dequantized weights
  double own_loss = 0;         // of float32 on the file's own weights
  double logit_difference = 0; // the largest, to the dequantized weights
};

cost measure(const stories& s, const std::vector<std::string>& texts) {
  auto dequantized = test::float32_model{*s.file, float32_weights::dequantized};
  auto own = test::float32_model{*s.file, float32_weights::own};
  cost sum;
  double count = 0;
  for (const auto& text : texts) {
    auto ids = s.encode(text);
    ids.resize(std::min(ids.size(), std::size_t{500}));
    auto logits = engine_logits(s, ids);
    auto expected = dequantized.logits(ids);
    for (std::size_t i = 0; i < ids.size(); ++i)
      for (std::size_t j = 0; j < logits[i].size(); ++j)
        sum.logit_difference
          = std::max(sum.logit_difference,
                     std::fabs(double{logits[i][j]} - expected[i][j]));
    auto scored = static_cast<double>(ids.size() - 1);
    for (std::size_t i = 0; i + 1 < ids.size(); ++i)
      sum.loss += model::negative_log_likelihood(logits[i], ids[i + 1]);
    sum.dequantized_loss += dequantized.loss(ids) * scored;
    sum.own_loss += own.loss(ids) * scored;
    count += scored;
  }
  return {sum.loss / count, sum.dequantized_loss / count, sum.own_loss / count,
          sum.logit_difference};
}

double perplexity_change(double loss, double expected) {
  return std::fabs(std::exp(loss - expected) - 1);
}

void check_cost(const cost& x) {
  CHECK(x.logit_difference < 0.01);
  CHECK(perplexity_change(x.loss, x.dequantized_loss) < 0.0001);
  CHECK(perplexity_change(x.loss, x.own_loss) < 0.001);
}

} // namespace

TEST_CASE("stories260K: greedy ids are those of its authors' program") {
  auto s = stories{};
  auto expected = s.golden["greedy_ids"].get<tokens>();
  auto prompt = s.encode(s.golden["prompt"]);
  REQUIRE(prompt == s.golden["prompt_ids"].get<tokens>());
  auto ids = prompt;
  auto answer = continue_greedily(
    s, prompt, static_cast<std::uint32_t>(expected.size() - prompt.size()));
  ids.insert(ids.end(), answer.begin(), answer.end());
  CHECK(ids == expected);
}

TEST_CASE("stories260K: eight more prompts go on as float32 says") {
  auto s = stories{};
  auto reference = test::float32_model{*s.file, float32_weights::dequantized};
  for (const auto* prompt :
       {"Once there was a fish", "The sun was hot and",
        "Tom and Anna found a box", "\"Look!\" said the", "Every day, Mia",
        "A little frog wanted to", "It began to rain", "My dog is"}) {
    auto ids = s.encode(prompt);
    CAPTURE(prompt);
    CHECK(continue_greedily(s, ids, 80)
          == reference.continue_greedily(ids, 80));
  }
}

TEST_CASE("stories260K: the profile's cost on our own text") {
  auto s = stories{};
  auto lines = std::istringstream{
    test::contents(test::own_data() / "stories/sampled.txt")};
  std::vector<std::string> texts;
  for (std::string line; std::getline(lines, line);)
    texts.push_back(line);
  check_cost(measure(s, texts));
}

TEST_CASE("stories260K: the profile's cost on TinyStories") {
  auto path = test::more_data() / "tokenizers/gpt2/tinystories_sample.txt";
  if (!std::filesystem::exists(path)) {
    std::cout << "skipped: no " << path.string() << '\n';
    return;
  }
  auto s = stories{};
  auto text = test::contents(path);
  std::vector<std::string> texts;
  auto mark = std::string{"<|endoftext|>"};
  for (std::size_t first = 0; first < text.size();) {
    auto end = std::min(text.find(mark, first), text.size());
    auto begin = text.find_first_not_of(" \n", first);
    auto last = text.find_last_not_of(" \n", end - 1);
    if (begin < last && last - begin > 200)
      texts.push_back(text.substr(begin, last + 1 - begin));
    first = end + mark.size();
  }
  REQUIRE(texts.size() == 5);
  check_cost(measure(s, texts));
}

TEST_CASE("stories260K: equal bits for every cut and chunk") {
  auto s = stories{};
  auto ids = s.golden["greedy_ids"].get<tokens>();
  auto baseline = engine_logits(s, ids);
  std::vector<float> values;
  for (const auto& row : baseline)
    values.insert(values.end(), row.begin(), row.end());
  CHECK(test::short_digest(values) == "4f75b4d0eaebac4e");
  for (std::uint32_t mask = 0; mask < 16; ++mask) {
    tokens cuts;
    for (std::uint32_t block = 1; block < 5; ++block)
      if ((mask >> (block - 1) & 1) != 0)
        cuts.push_back(block);
    auto chain = test::shard_chain{*s.file, cuts, mask % 4 + 1};
    for (std::size_t chunk : {7, 32, 101}) {
      auto session = chain.open(101);
      for (std::size_t first = 0; first < ids.size(); first += chunk) {
        auto part = std::span{ids}.subspan(first);
        part = part.first(std::min(chunk, part.size()));
        auto logits = chain.run({{&session, part}})[0];
        CAPTURE(cuts, chunk, first);
        REQUIRE(test::same_bits(logits, baseline[first + part.size() - 1]));
      }
    }
  }
}
