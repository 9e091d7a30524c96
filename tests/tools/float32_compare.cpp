// float32-compare MODEL.gguf TEXT [TOKENS]: what the arithmetic profile costs
// on a model, against float32 runs of the same dequantized weights and of the
// file's own. Prints one JSON object. Slow: every position is computed three
// times in plain loops.

#include "runtime/model/gguf.hpp"
#include "runtime/model/perplexity.hpp"
#include "runtime/model/tokenizer.hpp"
#include "tests/tools/float32_model.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>

using namespace synod;

namespace {

using rows = std::vector<std::vector<float>>;

rows engine_logits(const model::gguf_file& file,
                   const std::vector<std::uint32_t>& tokens) {
  auto weights
    = model::shard_weights::load(file, model::model_config::from(file).all());
  auto engine = model::shard_engine{weights, 1};
  auto cache = engine.make_cache(static_cast<std::uint32_t>(tokens.size()));
  auto result = rows{};
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    auto step = model::step{};
    step.cache = cache.get();
    step.position = i;
    step.tokens = std::span{tokens}.subspan(i, 1);
    step.logits = true;
    result.push_back(std::move(engine.run({&step, 1})[0].output));
  }
  return result;
}

double
perplexity(const rows& logits, const std::vector<std::uint32_t>& tokens) {
  double loss = 0;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
    loss += model::negative_log_likelihood(logits[i], tokens[i + 1]);
  return std::exp(loss / static_cast<double>(tokens.size() - 1));
}

double largest_difference(const rows& a, const rows& b) {
  double result = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < a[i].size(); ++j)
      result = std::max(result, std::fabs(double{a[i][j]} - b[i][j]));
  return result;
}

void compare(const std::string& path, const std::string& text_path,
             std::size_t tokens_max) {
  auto file = model::gguf_file::open(path);
  auto words = model::tokenizer::from(*file);
  auto in = std::ifstream{text_path, std::ios::binary};
  auto text = std::string{std::istreambuf_iterator<char>{in}, {}};
  auto tokens = words->encode(text, model::special_tokens::as_text);
  if (words->add_bos() && words->bos())
    tokens.insert(tokens.begin(), *words->bos());
  auto context = model::model_config::from(*file).context_length;
  tokens.resize(std::min({tokens.size(), tokens_max, std::size_t{context}}));
  auto engine = engine_logits(*file, tokens);
  auto out = nlohmann::json{{"tokens", tokens.size()},
                            {"perplexity", perplexity(engine, tokens)}};
  for (auto kind :
       {test::float32_weights::dequantized, test::float32_weights::own}) {
    auto logits = test::float32_model{*file, kind}.logits(tokens);
    auto expected = perplexity(logits, tokens);
    auto name = kind == test::float32_weights::own ? "own" : "dequantized";
    out[name] = {
      {"perplexity", expected},
      {"perplexity_percent", (perplexity(engine, tokens) / expected - 1) * 100},
      {"logit_difference", largest_difference(engine, logits)}};
  }
  std::cout << out << '\n';
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::cerr << "usage: float32-compare MODEL.gguf TEXT [TOKENS]\n";
    return 2;
  }
  try {
    compare(argv[1], argv[2], argc == 4 ? std::stoul(argv[3]) : 1000);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "float32-compare: " << error.what() << '\n';
    return 1;
  }
}
