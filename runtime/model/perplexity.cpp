#include "runtime/model/perplexity.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace synod::model {

namespace {

constexpr std::size_t windows_max = 16; // in one batch

struct window {
  std::vector<std::uint32_t> tokens;
  std::unique_ptr<kv_cache> cache;
};

std::vector<std::vector<std::uint32_t>>
cut(std::span<const std::uint32_t> tokens, std::size_t context,
    std::optional<std::uint32_t> bos) {
  std::vector<std::vector<std::uint32_t>> windows;
  auto room = context - (bos ? 1 : 0);
  for (std::size_t first = 0; first < tokens.size(); first += room) {
    auto part = tokens.subspan(first, std::min(room, tokens.size() - first));
    auto& added = windows.emplace_back();
    if (bos)
      added.push_back(*bos);
    added.insert(added.end(), part.begin(), part.end());
    if (added.size() < 2)
      windows.pop_back();
  }
  return windows;
}

// One position of every window; those that are through leave the list.
void advance(shard_engine& engine, std::vector<window>& windows,
             text_score& score) {
  std::vector<step> batch;
  for (auto& x : windows) {
    auto position = x.cache->positions();
    batch.push_back({.cache = x.cache.get(),
                     .position = position,
                     .tokens = std::span{x.tokens}.subspan(position, 1),
                     .activations = {},
                     .logits = true});
  }
  auto results = engine.run(batch);
  for (std::size_t i = 0; i < windows.size(); ++i) {
    if (results[i].error != step_error::none)
      throw std::runtime_error(std::string{"a step failed: "}
                               + to_string(results[i].error));
    auto next = windows[i].tokens[batch[i].position + 1];
    score.loss += negative_log_likelihood(results[i].output, next);
    ++score.tokens;
  }
  std::erase_if(windows, [](auto& x) {
    return x.cache->positions() + 1 == x.tokens.size();
  });
}

} // namespace

double text_score::perplexity() const {
  return std::exp(loss);
}

text_score
score_text(shard_engine& engine, std::span<const std::uint32_t> tokens,
           std::optional<std::uint32_t> bos) {
  auto& config = engine.weights().config;
  if (!std::ranges::all_of(tokens,
                           [&](auto x) { return x < config.vocabulary; }))
    throw std::invalid_argument("a token is not in the model's vocabulary");
  auto rest = cut(tokens, config.context_length, bos);
  if (rest.empty())
    throw std::invalid_argument("the text is too short to be scored");
  std::ranges::reverse(rest);
  text_score score;
  std::vector<window> windows;
  while (!rest.empty() || !windows.empty()) {
    for (; !rest.empty() && windows.size() < windows_max; rest.pop_back()) {
      auto size = static_cast<std::uint32_t>(rest.back().size());
      windows.push_back({rest.back(), engine.make_cache(size)});
    }
    advance(engine, windows, score);
  }
  score.loss /= static_cast<double>(score.tokens);
  return score;
}

double
negative_log_likelihood(std::span<const float> logits, std::uint32_t token) {
  double top = *std::ranges::max_element(logits);
  double sum = 0;
  for (double x : logits)
    sum += std::exp(x - top);
  return std::log(sum) - (static_cast<double>(logits[token]) - top);
}

} // namespace synod::model
