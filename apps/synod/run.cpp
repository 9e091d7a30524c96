#include "apps/synod/run.hpp"

#include "runtime/model/generate.hpp"
#include "runtime/model/gguf.hpp"
#include "runtime/model/text_stream.hpp"
#include "runtime/model/tokenizer.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace synod {

namespace {

using ids = std::vector<std::uint32_t>;

struct options {
  std::string model;
  std::string prompt;
  ids prompt_ids;
  std::string prompts;
  std::uint32_t tokens_max = 256;
  model::sampling sampling;
  unsigned threads
    = std::min(2U, std::max(1U, std::thread::hardware_concurrency()));
  bool ignore_eos = false;
  bool json = false;
};

// When tokens came, for the rates.
struct clock_marks {
  std::chrono::steady_clock::time_point start
    = std::chrono::steady_clock::now();
  std::optional<std::chrono::steady_clock::time_point> first_token;
  std::chrono::steady_clock::time_point last_token = start;
  std::size_t tokens = 0;

  void mark() {
    last_token = std::chrono::steady_clock::now();
    if (!first_token)
      first_token = last_token;
    ++tokens;
  }

  // Tokens after the first, by the time that they took; 0 if there are none.
  [[nodiscard]] double tokens_per_s() const {
    if (tokens < 2)
      return 0;
    auto time = std::chrono::duration<double>{last_token - *first_token};
    return static_cast<double>(tokens - 1) / time.count();
  }

  [[nodiscard]] double first_token_ms() const {
    auto end = first_token.value_or(start);
    return std::chrono::duration<double, std::milli>{end - start}.count();
  }
};

ids encode(const model::tokenizer& words, const std::string& text) {
  auto result = ids{};
  if (words.add_bos() && words.bos())
    result.push_back(*words.bos());
  auto rest = words.encode(text, model::special_tokens::parse);
  result.insert(result.end(), rest.begin(), rest.end());
  return result;
}

// One JSON string for each line.
std::vector<ids>
read_prompts(const model::tokenizer& words, const std::string& path) {
  auto in = std::ifstream{path};
  if (!in)
    throw std::runtime_error(path
                             + " cannot be opened; --prompts names a file "
                               "with one JSON string for each line");
  auto result = std::vector<ids>{};
  std::size_t number = 0;
  for (auto line = std::string{}; std::getline(in, line);) {
    ++number;
    if (line.empty())
      continue;
    auto value = nlohmann::json::parse(line, nullptr, false);
    if (!value.is_string())
      throw std::runtime_error(path + " line " + std::to_string(number)
                               + " is not one JSON string");
    result.push_back(encode(words, value.get<std::string>()));
  }
  return result;
}

std::vector<ids> prompts_of(const model::tokenizer& words, const options& x) {
  if (!x.prompts.empty())
    return read_prompts(words, x.prompts);
  if (!x.prompt_ids.empty())
    return {x.prompt_ids};
  return {encode(words, x.prompt)};
}

nlohmann::json describe(const model::generated& answer,
                        const std::shared_ptr<const model::tokenizer>& words) {
  return {
    {"ids", answer.tokens},
    {"text", model::decode(words, answer.tokens, model::leading_space::keep)},
    {"logits_digest", answer.logits_digest}};
}

void print_json(const options& x, const std::vector<model::generated>& answers,
                const std::shared_ptr<const model::tokenizer>& words,
                std::size_t prompt_tokens, const clock_marks& marks) {
  auto out = nlohmann::json::object();
  if (x.prompts.empty()) {
    out = describe(answers.at(0), words);
  } else {
    out["results"] = nlohmann::json::array();
    for (const auto& answer : answers)
      out["results"].push_back(describe(answer, words));
  }
  out["prompt_tokens"] = prompt_tokens;
  out["tokens_per_s"] = marks.tokens_per_s();
  out["first_token_ms"] = marks.first_token_ms();
  out["profile"] = kernels::profile;
  std::cout << out << '\n';
}

void generate(const options& x) {
  auto file = model::gguf_file::open(x.model);
  auto words = model::tokenizer::from(*file);
  auto weights
    = model::shard_weights::load(*file, model::model_config::from(*file).all());
  auto engine = model::shard_engine{weights, x.threads};
  auto prompts = prompts_of(*words, x);
  auto stream = model::text_stream{words};
  auto streams = !x.json && x.prompts.empty();
  auto marks = clock_marks{};
  auto settings = model::generation_options{};
  settings.parameters = x.sampling;
  settings.tokens_max = x.tokens_max;
  if (!x.ignore_eos)
    settings.is_end = [&](auto token) { return words->is_end(token); };
  settings.on_token = [&](auto, auto token) {
    marks.mark();
    if (streams)
      std::cout << stream.push(token) << std::flush;
  };
  auto answers = model::generate(engine, prompts, settings);
  if (streams) {
    std::cout << stream.finish() << std::endl;
    std::cerr << marks.tokens << " tokens, " << marks.tokens_per_s()
              << " tokens/s\n";
  } else {
    std::size_t prompt_tokens = 0;
    for (const auto& prompt : prompts)
      prompt_tokens += prompt.size();
    print_json(x, answers, words, prompt_tokens, marks);
  }
}

void add_sampling(command_line command, model::sampling& x) {
  command.add_option("--temperature", x.temperature, "0 takes the likeliest")
    .between(0.0, 100.0)
    .capture_default_str();
  command.add_option("--top-k", x.top_k, "Keep the K likeliest; 0 keeps all");
  command.add_option("--top-p", x.top_p, "Keep the likeliest that make up P")
    .capture_default_str();
  command.add_option("--min-p", x.min_p,
                     "Keep tokens at least M times as likely as the likeliest");
  command
    .add_option("--repetition-penalty", x.repetition_penalty,
                "Divide the logits of tokens that occurred by R")
    .capture_default_str();
  command.add_option("--seed", x.seed, "Same seed, same text");
}

} // namespace

void add_run(command_line app) {
  auto x = std::make_shared<options>();
  auto command = app.add_subcommand(
    "run", "Run a model alone in this process and stream what it writes.");
  command.add_option("model", x->model, "A GGUF file").required();
  auto prompt = command.add_option(
    "prompt", x->prompt, "Text to go on from, control tokens included");
  auto prompt_ids
    = command.add_option("--ids", x->prompt_ids, "The prompt as token ids")
        .delimiter(',')
        .excludes(prompt);
  command
    .add_option("--prompts", x->prompts,
                "A file with one prompt for each line, as a JSON string; "
                "prints one JSON object with all answers")
    .excludes(prompt)
    .excludes(prompt_ids);
  command
    .add_option("--max-tokens", x->tokens_max, "Tokens of an answer at most")
    .capture_default_str();
  add_sampling(command, x->sampling);
  command.add_flag("--ignore-eos", x->ignore_eos, "Go on past the end of text");
  command.add_option("--threads", x->threads, "Threads that compute")
    .between(1, 256)
    .capture_default_str();
  command.add_flag("--json", x->json, "Print one JSON object");
  command.footer("Example:\n  synod run model.gguf \"Once upon a time\" "
                 "--max-tokens 64 --temperature 0.8 --seed 7");
  command.callback([x] { generate(*x); });
}

} // namespace synod
