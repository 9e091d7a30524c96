#define PCRE2_CODE_UNIT_WIDTH 8

#include "runtime/model/pre_tokenizer.hpp"

#include "runtime/text/utf8.hpp"

#include <pcre2.h>

#include <array>
#include <span>
#include <stdexcept>

namespace synod::model {

namespace {

// The expressions of the models' own tokenizer.json files, except that gpt-2's
// ends without `\s+`: a rest that no alternative takes is a word anyway.
constexpr const char* gpt2
  = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S))";
constexpr const char* llama3
  = R"((?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]))"
    R"(|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*)"
    R"(|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* qwen2
  = R"((?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]))"
    R"(|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*)"
    R"(|\s*[\r\n]+|\s+(?!\S)|\s+)";

constexpr std::array gpt2_rules{gpt2};
constexpr std::array llama3_rules{llama3};
constexpr std::array qwen2_rules{qwen2};
constexpr std::array digit_rules{R"(\p{N})", gpt2};
// What llama.cpp does for files that name no rule.
constexpr std::array default_rules{R"([\p{P}\$\+<=>\^~\|]+)", gpt2, R"(\p{N}+)",
                                   R"([0-9][0-9][0-9])"};

enum class merges : bool { always, unless_word_is_known };

struct entry {
  std::string_view name;
  std::span<const char* const> rules;
  merges when = merges::always;
};

constexpr std::array entries{
  entry{"default", default_rules},
  entry{"gpt-2", gpt2_rules},
  entry{"phi-2", gpt2_rules},
  entry{"mpt", gpt2_rules},
  entry{"olmo", gpt2_rules},
  entry{"llama-bpe", llama3_rules, merges::unless_word_is_known},
  entry{"llama3", llama3_rules, merges::unless_word_is_known},
  entry{"llama-v3", llama3_rules, merges::unless_word_is_known},
  entry{"falcon3", llama3_rules, merges::unless_word_is_known},
  entry{"dbrx", llama3_rules},
  entry{"smaug-bpe", llama3_rules},
  entry{"qwen2", qwen2_rules},
  entry{"stablelm2", qwen2_rules},
  entry{"deepseek-r1-qwen", qwen2_rules},
  entry{"megrez", qwen2_rules},
  entry{"smollm", digit_rules},
  entry{"starcoder", digit_rules},
  entry{"refact", digit_rules},
  entry{"command-r", digit_rules},
};

std::shared_ptr<const pcre2_real_code_8> compile(const char* pattern) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern),
                             PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP,
                             &error, &offset, nullptr);
  if (code == nullptr)
    throw std::logic_error(
      std::string{"a written expression does not compile: "} + pattern);
  // Without a compiler for this processor the interpreter does the same.
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
  return {code, [](pcre2_code* x) { pcre2_code_free(x); }};
}

/// Returns the size of the stretch of whole characters that a text begins with;
/// if there is none, the size of the stretch of other bytes, negated.
std::ptrdiff_t stretch(std::string_view text) {
  std::size_t size = 0;
  auto is_good = [&] {
    return text::utf8_first(text.substr(size)).kind
           == text::utf8_kind::character;
  };
  auto good = is_good();
  while (size < text.size() && is_good() == good)
    size += text::utf8_first(text.substr(size)).size;
  return good ? static_cast<std::ptrdiff_t>(size)
              : -static_cast<std::ptrdiff_t>(size);
}

} // namespace

std::unique_ptr<const pre_tokenizer>
pre_tokenizer::find(std::string_view name) {
  for (const auto& candidate : entries) {
    if (candidate.name != name)
      continue;
    std::unique_ptr<pre_tokenizer> found{new pre_tokenizer};
    for (const auto* rule : candidate.rules)
      found->rules_.push_back(compile(rule));
    found->ignores_merges_ = candidate.when == merges::unless_word_is_known;
    return found;
  }
  return nullptr;
}

void pre_tokenizer::split(
  std::string_view text,
  const std::function<void(std::string_view)>& visit) const {
  while (!text.empty()) {
    auto size = stretch(text);
    auto part = text.substr(0, static_cast<std::size_t>(std::abs(size)));
    words parts{part};
    if (size > 0) {
      for (const auto& rule : rules_) {
        words finer;
        for (auto coarse : parts)
          split_by(rule, coarse, finer);
        parts = std::move(finer);
      }
    }
    for (auto word : parts)
      visit(word);
    text.remove_prefix(part.size());
  }
}

void pre_tokenizer::split_by(const expression& rule, std::string_view text,
                             words& out) const {
  std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> match{
    pcre2_match_data_create_from_pattern(rule.get(), nullptr),
    pcre2_match_data_free};
  std::size_t taken = 0;
  while (taken < text.size()) {
    // The text is UTF-8, so the engine need not check it again for each word.
    auto count = pcre2_match(
      rule.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), taken,
      PCRE2_NO_UTF_CHECK, match.get(), nullptr);
    if (count < 0)
      break; // no match, or out of the engine's limits: the rest is one word
    const auto* bounds = pcre2_get_ovector_pointer(match.get());
    if (bounds[0] > taken)
      out.push_back(text.substr(taken, bounds[0] - taken));
    out.push_back(text.substr(bounds[0], bounds[1] - bounds[0]));
    taken = bounds[1];
  }
  if (taken < text.size())
    out.push_back(text.substr(taken));
}

} // namespace synod::model
