#include "runtime/model/generate.hpp"

#include "runtime/model/perplexity.hpp"
#include "tests/support/random_model.hpp"
#include "tests/support/shard_chain.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <stdexcept>

using namespace synod;
using tokens = std::vector<std::uint32_t>;

namespace {

struct generate_fixture {
  std::string bytes = test::random_model{}.bytes(); // context 96, vocabulary 61
  std::shared_ptr<const model::gguf_file> file = test::parse(bytes);
  model::shard_engine engine{model::shard_weights::load(*file, {0, 4}), 1};
  model::generation_options options = [] {
    auto x = model::generation_options{};
    x.tokens_max = 10;
    x.parameters.temperature = 1.5f;
    return x;
  }();

  std::vector<model::generated> answers(const std::vector<tokens>& prompts) {
    return model::generate(engine, prompts, options);
  }
};

tokens some_tokens(std::uint64_t seed, std::size_t count) {
  return test::random_values{seed}.integers<std::uint32_t>(count, 0, 60);
}

} // namespace

TEST_CASE("generate: forty prompts at once give what each gives alone") {
  generate_fixture f;
  std::vector<tokens> prompts;
  for (std::size_t i = 0; i < 40; ++i)
    prompts.push_back(some_tokens(i, 1 + i % 30));
  auto together = f.answers(prompts);
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    auto alone = f.answers({prompts[i]});
    REQUIRE(together[i].tokens == alone[0].tokens);
    REQUIRE(together[i].logits_digest == alone[0].logits_digest);
    REQUIRE(together[i].tokens.size() == 10);
  }
}

TEST_CASE("generate: ends at an end token, at the limit, and at the context") {
  generate_fixture f;
  auto prompt = some_tokens(3, 90);
  std::vector<std::uint32_t> heard;
  f.options.on_token = [&](auto, auto token) { heard.push_back(token); };
  auto answer = f.answers({prompt})[0].tokens;
  CHECK(answer.size() == 6); // the context has 96 positions
  CHECK(heard == answer);
  f.options.is_end = [&](auto token) { return token == answer[3]; };
  auto shorter = f.answers({prompt})[0].tokens;
  CHECK(shorter.size() <= 3);
  CHECK(std::ranges::count(shorter, answer[3]) == 0);
  f.options.tokens_max = 0;
  CHECK(f.answers({prompt})[0].tokens.empty());
  CHECK(f.answers({}).empty());
}

TEST_CASE("generate: refuses prompts and parameters that cannot be") {
  generate_fixture f;
  for (const auto& prompt : {tokens{}, tokens{61}, tokens(97, 1)})
    CHECK_THROWS_AS(f.answers({{1}, prompt}), std::invalid_argument);
  f.options.parameters.top_p = 0;
  CHECK_THROWS_AS(f.answers({{1}}), std::invalid_argument);
}

TEST_CASE("perplexity: is the mean over windows of the context") {
  generate_fixture f;
  auto text = some_tokens(4, 250); // windows of 95, 95 and 60 after a BOS
  auto chain = test::shard_chain{*f.file, {}, 1};
  double loss = 0;
  for (std::size_t first = 0; first < text.size(); first += 95) {
    auto session = chain.open(96);
    std::uint32_t last = 1;
    for (auto i = first; i < std::min(first + 95, text.size()); ++i) {
      auto logits = chain.run({{&session, {&last, 1}}})[0];
      loss += model::negative_log_likelihood(logits, text[i]);
      last = text[i];
    }
  }
  auto score = model::score_text(f.engine, text, 1);
  CHECK(score.tokens == 250);
  CHECK(score.loss == Approx(loss / 250));
  CHECK(score.perplexity() == Approx(std::exp(loss / 250)));
  // Without a BOS the first token of each window of 96 is not scored.
  CHECK(model::score_text(f.engine, text, std::nullopt).tokens == 247);
}

TEST_CASE("perplexity: a text must have something to score") {
  generate_fixture f;
  CHECK_THROWS_AS(model::score_text(f.engine, tokens{}, 1),
                  std::invalid_argument);
  CHECK_THROWS_AS(model::score_text(f.engine, tokens{5}, std::nullopt),
                  std::invalid_argument);
  CHECK_THROWS_AS(model::score_text(f.engine, tokens{61}, 1),
                  std::invalid_argument);
}
