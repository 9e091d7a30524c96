#include "runtime/model/generate.hpp"

#include "runtime/model/digest.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace synod::model {

namespace {

constexpr std::size_t sessions_max = 16;
constexpr std::size_t prefill_chunk = 128;

// One prompt on its way to an answer.
struct session {
  std::size_t prompt = 0;
  std::vector<std::uint32_t> tokens; // the prompt, then the answer
  std::size_t prompt_size = 0;
  std::size_t tokens_max = 0; // of prompt and answer
  std::unique_ptr<kv_cache> cache;
  bits_digest digest;

  [[nodiscard]] step next_step() const {
    auto position = cache->positions();
    auto rest = std::span{tokens}.subspan(position);
    auto chunk = rest.first(std::min(rest.size(), prefill_chunk));
    return {.cache = cache.get(),
            .position = position,
            .tokens = chunk,
            .activations = {},
            .logits = chunk.size() == rest.size()};
  }
};

[[noreturn]] void refuse(std::size_t prompt, const std::string& why) {
  throw std::invalid_argument("prompt " + std::to_string(prompt + 1) + " "
                              + why);
}

session
open(const shard_engine& engine, std::size_t prompt,
     const std::vector<std::uint32_t>& tokens, std::uint32_t tokens_max) {
  auto& config = engine.weights().config;
  if (tokens.empty())
    refuse(prompt, "is empty");
  if (tokens.size() > config.context_length)
    refuse(prompt, "has " + std::to_string(tokens.size())
                     + " tokens; the model's context is "
                     + std::to_string(config.context_length));
  auto is_known = [&](auto id) { return id < config.vocabulary; };
  if (!std::ranges::all_of(tokens, is_known))
    refuse(prompt, "holds a token id outside the vocabulary of "
                     + std::to_string(config.vocabulary));
  auto capacity
    = std::min(std::size_t{config.context_length}, tokens.size() + tokens_max);
  return {.prompt = prompt,
          .tokens = tokens,
          .prompt_size = tokens.size(),
          .tokens_max = capacity,
          .cache = engine.make_cache(static_cast<std::uint32_t>(capacity)),
          .digest = {}};
}

// Takes the step's result in; returns whether the answer goes on.
bool advance(session& x, const step& asked, const step_result& result,
             const generation_options& options) {
  if (result.error != step_error::none)
    throw std::runtime_error(
      "prompt " + std::to_string(x.prompt + 1) + ": the step at position "
      + std::to_string(asked.position) + " failed: " + to_string(result.error));
  if (!asked.logits)
    return true;
  x.digest.add(result.output);
  auto position = static_cast<std::uint32_t>(x.tokens.size());
  auto next = sample(result.output, options.parameters, position, x.tokens);
  if (next.error != sampling_error::none)
    throw std::invalid_argument(std::string{"sampling: "}
                                + to_string(next.error));
  if (options.is_end && options.is_end(next.token))
    return false;
  x.tokens.push_back(next.token);
  if (options.on_token)
    options.on_token(x.prompt, next.token);
  return x.tokens.size() < x.tokens_max;
}

} // namespace

std::vector<generated>
generate(shard_engine& engine,
         std::span<const std::vector<std::uint32_t>> prompts,
         const generation_options& options) {
  std::vector<generated> results(prompts.size());
  std::vector<session> sessions;
  std::size_t opened = 0;
  while (opened < prompts.size() || !sessions.empty()) {
    for (; opened < prompts.size() && sessions.size() < sessions_max;
         ++opened) {
      auto x = open(engine, opened, prompts[opened], options.tokens_max);
      if (x.tokens.size() < x.tokens_max)
        sessions.push_back(std::move(x));
      else
        results[opened].logits_digest = x.digest.finish();
    }
    std::vector<step> batch;
    for (auto& x : sessions)
      batch.push_back(x.next_step());
    auto stepped = engine.run(batch);
    std::vector<session> going;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      auto& x = sessions[i];
      if (advance(x, batch[i], stepped[i], options)) {
        going.push_back(std::move(x));
        continue;
      }
      auto answer
        = x.tokens.begin() + static_cast<std::ptrdiff_t>(x.prompt_size);
      results[x.prompt] = {{answer, x.tokens.end()}, x.digest.finish()};
    }
    sessions = std::move(going);
  }
  return results;
}

} // namespace synod::model
