#include "runtime/model/bpe_tokenizer.hpp"

#include "runtime/model/symbol_chain.hpp"
#include "runtime/text/utf8.hpp"

#include <fmt/format.h>

#include <queue>

namespace synod::model {

namespace {

[[noreturn]] void refuse(const gguf_file& file, const std::string& what) {
  throw model_error(model_fault::bad_tokenizer,
                    fmt::format("{}: {}", file.name(), what));
}

/// The printable stand-in for each byte (encoder.py, `bytes_to_unicode`):
/// printable Latin-1 stands for itself, the rest is U+0100 and onwards.
std::array<std::string, 256> byte_names() {
  std::array<std::string, 256> names;
  unsigned next = 0x100;
  for (unsigned byte = 0; byte < names.size(); ++byte) {
    auto is_printable
      = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte != 0xad);
    auto point = is_printable ? byte : next++;
    if (point < 0x80)
      names[byte] = static_cast<char>(point);
    else
      names[byte] = {static_cast<char>(0xc0 | point >> 6),
                     static_cast<char>(0x80 | (point & 0x3f))};
  }
  return names;
}

using byte_table = std::unordered_map<std::string_view, char>;

/// Returns the bytes that a token's name spells; the name itself if it holds a
/// character that stands for no byte.
std::string bytes_of(std::string_view name, const byte_table& table) {
  std::string result;
  for (auto rest = name; !rest.empty();) {
    auto head = text::utf8_first(rest);
    auto found = table.find(rest.substr(0, head.size));
    if (found == table.end())
      return std::string{name};
    result += found->second;
    rest.remove_prefix(head.size);
  }
  return result;
}

std::uint64_t pair_key(std::uint32_t left, std::uint32_t right) noexcept {
  return std::uint64_t{left} << 32 | right;
}

/// Two neighbours that the list of merges joins.
struct bigram {
  std::uint32_t rank;
  std::uint32_t left;
  std::uint32_t right;
  std::uint64_t ids; // of both: tells a bigram that has gone stale
  std::uint32_t id;

  /// Lowest priority first: the earliest merge wins, then the leftmost.
  friend bool operator<(const bigram& a, const bigram& b) noexcept {
    return a.rank != b.rank ? a.rank > b.rank : a.left > b.left;
  }
};

} // namespace

bpe_tokenizer::bpe_tokenizer(const gguf_file& file) : tokenizer(file) {
  auto rule = file.text("tokenizer.ggml.pre").value_or("default");
  words_ = pre_tokenizer::find(rule);
  if (!words_)
    throw model_error(
      model_fault::unsupported_tokenizer,
      fmt::format("{}: the pre-tokenizer '{}' (tokenizer.ggml.pre) is not on "
                  "the list of those that are known",
                  file.name(), printable(rule)));
  read_bytes(file);
  read_merges(file);
  add_bos_ = file.flag("tokenizer.ggml.add_bos_token")
               .value_or(words_->ignores_merges() && bos().has_value());
  add_space_prefix_ = false;
  index_specials(file);
}

void bpe_tokenizer::read_bytes(const gguf_file& file) {
  auto names = byte_names();
  byte_table table;
  for (std::size_t byte = 0; byte < names.size(); ++byte)
    table.emplace(names[byte], static_cast<char>(byte));
  for (std::uint32_t id = 0; id < size(); ++id) {
    auto& token = tokens_[id];
    if (token.kind == token_kind::user_defined)
      token.bytes = token.name;
    if (token.kind != token_kind::normal && token.kind != token_kind::byte)
      continue;
    token.bytes = bytes_of(token.name, table);
    ids_.try_emplace(token.bytes, id);
  }
  for (std::size_t byte = 0; byte < byte_ids_.size(); ++byte) {
    auto found = ids_.find(std::string(1, static_cast<char>(byte)));
    if (found == ids_.end())
      refuse(file, fmt::format("has no token for the byte {}", byte));
    byte_ids_[byte] = found->second;
  }
}

void bpe_tokenizer::read_merges(const gguf_file& file) {
  auto lines = file.texts("tokenizer.ggml.merges");
  std::unordered_map<std::string_view, std::uint32_t> by_name;
  for (std::uint32_t id = 0; id < size(); ++id)
    if (tokens_[id].kind == token_kind::normal)
      by_name.try_emplace(tokens_[id].name, id);
  auto id_of = [&](std::string_view name, std::size_t rank) {
    auto found = by_name.find(name);
    if (found == by_name.end())
      refuse(file, fmt::format("merge {} names '{}', which is no token", rank,
                               printable(name)));
    return found->second;
  };
  merges_.reserve(lines.size());
  for (std::size_t rank = 0; rank < lines.size(); ++rank) {
    std::string_view line = lines[rank];
    // Neither side is empty, and no name holds a space.
    auto space = line.find(' ', 1);
    if (space == line.npos)
      refuse(file, fmt::format("merge {} has no space in it", rank));
    auto left = line.substr(0, space);
    auto right = line.substr(space + 1);
    auto both = std::string{left}.append(right);
    merges_.try_emplace(
      pair_key(id_of(left, rank), id_of(right, rank)),
      merge{static_cast<std::uint32_t>(rank), id_of(both, rank)});
  }
}

void bpe_tokenizer::encode_run(std::string_view text,
                               std::vector<std::uint32_t>& ids) const {
  words_->split(text, [&](std::string_view word) { encode_word(word, ids); });
}

void bpe_tokenizer::encode_word(std::string_view word,
                                std::vector<std::uint32_t>& ids) const {
  if (words_->ignores_merges()) {
    if (auto found = ids_.find(word); found != ids_.end()) {
      ids.push_back(found->second);
      return;
    }
  }
  symbol_chain chain;
  for (auto byte : word)
    chain.push(1, byte_ids_[static_cast<unsigned char>(byte)]);
  std::priority_queue<bigram> queue;
  auto offer = [&](std::uint32_t left, std::uint32_t right) {
    if (left == symbol_chain::none || right == symbol_chain::none)
      return;
    auto key = pair_key(chain[left].id, chain[right].id);
    if (auto found = merges_.find(key); found != merges_.end())
      queue.push({found->second.rank, left, right, key, found->second.id});
  };
  for (std::uint32_t right = 1; right < chain.size(); ++right)
    offer(right - 1, right);
  while (!queue.empty()) {
    auto best = queue.top();
    queue.pop();
    const auto& left = chain[best.left];
    if (left.size == 0 || left.after != best.right
        || pair_key(left.id, chain[best.right].id) != best.ids)
      continue;
    chain.join(best.left, best.id);
    offer(left.before, best.left);
    offer(best.left, left.after);
  }
  for (std::uint32_t at = 0; at != symbol_chain::none; at = chain[at].after)
    ids.push_back(chain[at].id);
}

} // namespace synod::model
