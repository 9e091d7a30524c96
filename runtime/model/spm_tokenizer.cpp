#include "runtime/model/spm_tokenizer.hpp"

#include "runtime/model/symbol_chain.hpp"
#include "runtime/text/utf8.hpp"

#include <fmt/format.h>

#include <cmath>
#include <queue>

namespace synod::model {

namespace {

constexpr std::string_view space_mark = "\xe2\x96\x81"; // U+2581

std::string with_marks(std::string_view text, bool prefix) {
  std::string result{prefix ? space_mark : std::string_view{}};
  for (auto byte : text) {
    if (byte == ' ')
      result += space_mark;
    else
      result += byte;
  }
  return result;
}

std::string without_marks(std::string_view name) {
  std::string result;
  while (!name.empty()) {
    auto is_mark = name.starts_with(space_mark);
    result += is_mark ? ' ' : name.front();
    name.remove_prefix(is_mark ? space_mark.size() : 1);
  }
  return result;
}

/// Returns the byte that "<0x41>" names.
std::optional<std::uint8_t> byte_of(std::string_view name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  if (name.size() != 6 || !name.starts_with("<0x") || name.back() != '>')
    return std::nullopt;
  auto high = digits.find(name[3]);
  auto low = digits.find(name[4]);
  if (high == digits.npos || low == digits.npos)
    return std::nullopt;
  return static_cast<std::uint8_t>(high * 16 + low);
}

/// Two neighbours whose joined text is a token.
struct bigram {
  float score;
  std::uint32_t left;
  std::uint32_t right;
  std::uint32_t size; // of both, in bytes: tells a bigram that has gone stale
  std::uint32_t id;

  /// Lowest priority first: the best score wins, then the leftmost.
  friend bool operator<(const bigram& a, const bigram& b) noexcept {
    return a.score != b.score ? a.score < b.score : a.left > b.left;
  }
};

} // namespace

spm_tokenizer::spm_tokenizer(const gguf_file& file) : tokenizer(file) {
  auto refuse = [&file](const std::string& what) {
    throw model_error(model_fault::bad_tokenizer,
                      fmt::format("{}: {}", file.name(), what));
  };
  auto scores = file.reals("tokenizer.ggml.scores");
  if (scores.size() != size())
    refuse(fmt::format("has {} tokens but {} scores", size(), scores.size()));
  for (std::uint32_t id = 0; id < size(); ++id) {
    auto& token = tokens_[id];
    if (!std::isfinite(scores[id]))
      refuse(fmt::format("the score of token {} is not a number", id));
    scores_.push_back(static_cast<float>(scores[id]));
    if (token.kind == token_kind::normal) {
      token.bytes = without_marks(token.name);
      ids_.try_emplace(token.name, id);
    } else if (token.kind == token_kind::user_defined) {
      token.bytes = without_marks(token.name);
    } else if (token.kind == token_kind::byte) {
      auto byte = byte_of(token.name);
      if (!byte)
        refuse(fmt::format("the byte token {} names no byte", id));
      token.bytes.assign(1, static_cast<char>(*byte));
      bytes_[*byte] = id;
    } else if (token.kind == token_kind::unknown) {
      token.bytes = text::utf8_replacement;
      unknown_ = id;
    }
  }
  add_bos_
    = file.flag("tokenizer.ggml.add_bos_token").value_or(bos().has_value());
  add_space_prefix_
    = file.flag("tokenizer.ggml.add_space_prefix").value_or(true);
  index_specials(file);
}

void spm_tokenizer::encode_run(std::string_view text,
                               std::vector<std::uint32_t>& ids) const {
  auto marked = with_marks(text, add_space_prefix_);
  std::string_view rest = marked;
  symbol_chain chain;
  while (!rest.empty()) {
    auto head = text::utf8_first(rest);
    chain.push(head.size, 0);
    rest.remove_prefix(head.size);
  }
  std::priority_queue<bigram> queue;
  auto offer = [&](std::uint32_t left, std::uint32_t right) {
    if (left == symbol_chain::none || right == symbol_chain::none)
      return;
    auto size = chain[left].size + chain[right].size;
    auto found
      = ids_.find(std::string_view{marked}.substr(chain[left].start, size));
    if (found != ids_.end())
      queue.push({scores_[found->second], left, right, size, found->second});
  };
  for (std::uint32_t right = 1; right < chain.size(); ++right)
    offer(right - 1, right);
  while (!queue.empty()) {
    auto best = queue.top();
    queue.pop();
    const auto& left = chain[best.left];
    if (left.size == 0 || left.after != best.right
        || left.size + chain[best.right].size != best.size)
      continue;
    chain.join(best.left, best.id);
    offer(left.before, best.left);
    offer(best.left, left.after);
  }
  for (std::uint32_t at = 0; at != symbol_chain::none; at = chain[at].after) {
    auto spelling
      = std::string_view{marked}.substr(chain[at].start, chain[at].size);
    if (auto found = ids_.find(spelling); found != ids_.end())
      ids.push_back(found->second);
    else
      encode_bytes(spelling, ids);
  }
}

void spm_tokenizer::encode_bytes(std::string_view text,
                                 std::vector<std::uint32_t>& ids) const {
  for (auto byte : text) {
    if (auto id = bytes_[static_cast<unsigned char>(byte)]) {
      ids.push_back(*id);
    } else {
      // One unknown token stands for the whole character.
      if (unknown_)
        ids.push_back(*unknown_);
      return;
    }
  }
}

} // namespace synod::model
