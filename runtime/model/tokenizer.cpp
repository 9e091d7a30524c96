#include "runtime/model/tokenizer.hpp"

#include "runtime/model/bpe_tokenizer.hpp"
#include "runtime/model/spm_tokenizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace synod::model {

namespace {

constexpr std::size_t special_name_size_max = 512;

// Control tokens that end a turn in models whose files name only the end of
// text. A generation that runs past one of them only babbles.
constexpr std::array<std::string_view, 8> end_names{
  "<|eot_id|>", "<|im_end|>",    "<|end|>",         "<end_of_turn>",
  "<|eom_id|>", "<|endoftext|>", "<|end_of_text|>", "</s>",
};

/// True if a name has the look of a control token. Files often list those as
/// "user defined", but a person's text must not be able to spell them.
bool looks_like_control(std::string_view name) {
  return name.size() > 2
         && ((name.front() == '<' && name.back() == '>')
             || (name.front() == '[' && name.back() == ']'));
}

std::optional<std::uint32_t>
token_id(const gguf_file& file, std::string_view key, std::size_t size) {
  auto id = file.integer(key);
  if (!id)
    return std::nullopt;
  if (*id >= size)
    throw model_error(model_fault::bad_tokenizer,
                      fmt::format("{}: the key '{}' names token {} of {}",
                                  file.name(), key, *id, size));
  return static_cast<std::uint32_t>(*id);
}

} // namespace

std::shared_ptr<const tokenizer> tokenizer::from(const gguf_file& file) {
  auto kind = file.text("tokenizer.ggml.model");
  if (!kind)
    throw model_error(
      model_fault::missing_key,
      fmt::format("{}: has no tokenizer (tokenizer.ggml.model)", file.name()));
  if (*kind == "llama")
    return std::make_shared<spm_tokenizer>(file);
  if (*kind == "gpt2")
    return std::make_shared<bpe_tokenizer>(file);
  throw model_error(
    model_fault::unsupported_tokenizer,
    fmt::format("{}: the tokenizer '{}' is not supported; 'llama' "
                "(SentencePiece) and 'gpt2' (byte-level BPE) are",
                file.name(), printable(*kind)));
}

tokenizer::tokenizer(const gguf_file& file) {
  read_tokens(file);
  bos_ = token_id(file, "tokenizer.ggml.bos_token_id", tokens_.size());
  eos_ = token_id(file, "tokenizer.ggml.eos_token_id", tokens_.size());
  eot_ = token_id(file, "tokenizer.ggml.eot_token_id", tokens_.size());
  pad_ = token_id(file, "tokenizer.ggml.padding_token_id", tokens_.size());
  auto eom = token_id(file, "tokenizer.ggml.eom_token_id", tokens_.size());
  for (auto id : {eos_, eot_, eom})
    if (id)
      ends_.push_back(*id);
  for (auto name : end_names)
    if (auto id = find_special(name))
      ends_.push_back(*id);
}

void tokenizer::read_tokens(const gguf_file& file) {
  auto names = file.texts("tokenizer.ggml.tokens");
  auto kinds = file.integers("tokenizer.ggml.token_type");
  if (names.empty())
    throw model_error(
      model_fault::missing_key,
      fmt::format("{}: has no vocabulary (tokenizer.ggml.tokens)",
                  file.name()));
  if (!kinds.empty() && kinds.size() != names.size())
    throw model_error(model_fault::bad_tokenizer,
                      fmt::format("{}: has {} tokens but {} token types",
                                  file.name(), names.size(), kinds.size()));
  tokens_.reserve(names.size());
  for (std::size_t id = 0; id < names.size(); ++id) {
    auto kind = kinds.empty() ? 1 : kinds[id];
    if (kind < 1 || kind > 6)
      throw model_error(model_fault::bad_tokenizer,
                        fmt::format("{}: token {} has the unknown type {}",
                                    file.name(), id, kind));
    tokens_.push_back({names[id], {}, static_cast<token_kind>(kind)});
  }
}

void tokenizer::index_specials(const gguf_file& file) {
  for (std::uint32_t id = 0; id < size(); ++id) {
    const auto& token = tokens_[id];
    auto is_control = token.kind == token_kind::control;
    if (!is_control && token.kind != token_kind::user_defined)
      continue;
    const auto& spelling = is_control ? token.name : token.bytes;
    if (spelling.empty() || spelling.size() > special_name_size_max)
      throw model_error(model_fault::bad_tokenizer,
                        fmt::format("{}: the name of the special token {} has "
                                    "{} bytes; 1 to {} are expected",
                                    file.name(), id, spelling.size(),
                                    special_name_size_max));
    specials_.insert(spelling, id);
    if (!is_control && !looks_like_control(spelling))
      harmless_.insert(spelling, id);
  }
}

std::vector<std::uint32_t>
tokenizer::encode(std::string_view text, special_tokens special) const {
  std::vector<std::uint32_t> ids;
  std::string run;
  scan(text, special, run, ids);
  flush(run, ids);
  return ids;
}

std::vector<std::uint32_t>
tokenizer::encode(std::span<const prompt_piece> pieces) const {
  std::vector<std::uint32_t> ids;
  std::string run;
  for (const auto& piece : pieces)
    scan(piece.text, piece.special, run, ids);
  flush(run, ids);
  return ids;
}

void tokenizer::scan(std::string_view text, special_tokens special,
                     std::string& run, std::vector<std::uint32_t>& ids) const {
  const auto& names = special == special_tokens::parse ? specials_ : harmless_;
  if (names.empty()) {
    run += text;
    return;
  }
  while (!text.empty()) {
    auto found = names.longest(text);
    if (found.size != 0) {
      flush(run, ids);
      ids.push_back(found.value);
    } else {
      run += text.front();
    }
    text.remove_prefix(std::max<std::size_t>(found.size, 1));
  }
}

void tokenizer::flush(std::string& run, std::vector<std::uint32_t>& ids) const {
  if (!run.empty())
    encode_run(run, ids);
  run.clear();
}

std::string_view tokenizer::piece(std::uint32_t id) const noexcept {
  return id < tokens_.size() ? std::string_view{tokens_[id].bytes}
                             : std::string_view{};
}

std::string_view tokenizer::name(std::uint32_t id) const noexcept {
  return id < tokens_.size() ? std::string_view{tokens_[id].name}
                             : std::string_view{};
}

std::optional<std::uint32_t>
tokenizer::find_special(std::string_view name) const {
  auto found = specials_.longest(name);
  if (name.empty() || found.size != name.size())
    return std::nullopt;
  return found.value;
}

bool tokenizer::is_end(std::uint32_t id) const noexcept {
  return std::find(ends_.begin(), ends_.end(), id) != ends_.end();
}

} // namespace synod::model
