#pragma once

#include "runtime/model/tokenizer.hpp"
#include "tests/support/gguf_builder.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

// Small vocabularies made by hand.

namespace synod::test {

/// Names of the 256 byte tokens of a byte-level vocabulary, by byte.
inline std::vector<std::string> byte_level_names() {
  std::vector<std::string> names;
  unsigned next = 0x100;
  for (unsigned byte = 0; byte < 256; ++byte) {
    auto is_printable = (byte >= 0x21 && byte <= 0x7e)
                        || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    auto point = is_printable ? byte : next++;
    names.push_back(point < 0x80
                      ? std::string(1, static_cast<char>(point))
                      : std::string{static_cast<char>(0xc0 | point >> 6),
                                    static_cast<char>(0x80 | (point & 0x3f))});
  }
  return names;
}

/// A byte-level vocabulary: the bytes (ids 0 to 255), the words of a few
/// merges, "<|end|>" (261) and "<|user|>" (262), which are control tokens, and
/// the user-defined "~~" (263) and "<tool>" (264).
inline gguf_builder byte_level_file(const std::string& rule = "gpt-2") {
  auto names = byte_level_names();
  std::vector<std::string> merges{"h e", "l l", "he ll", "hell o", "Ġ hello"};
  for (const auto* word : {"he", "ll", "hell", "hello", "Ġhello", "<|end|>",
                           "<|user|>", "~~", "<tool>"})
    names.emplace_back(word);
  std::vector<std::int32_t> kinds(names.size(), 1);
  kinds[261] = kinds[262] = 3;
  kinds[263] = kinds[264] = 4;
  gguf_builder x;
  x.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", rule);
  x.texts("tokenizer.ggml.tokens", names);
  x.numbers("tokenizer.ggml.token_type", kinds);
  x.texts("tokenizer.ggml.merges", merges);
  x.number("tokenizer.ggml.eos_token_id", 261);
  return x;
}

/// A SentencePiece-style vocabulary: "<unk>" (0), "<s>" (1), "</s>" (2), the
/// bytes (3 to 258) and a few words.
inline gguf_builder sentence_piece_file() {
  std::vector<std::string> names{"<unk>", "<s>", "</s>"};
  std::vector<std::int32_t> kinds{2, 3, 3};
  for (unsigned byte = 0; byte < 256; ++byte) {
    names.push_back(fmt::format("<0x{:02X}>", byte));
    kinds.push_back(6);
  }
  std::vector<float> scores(names.size(), 0);
  auto score = -1.0F;
  for (const auto* word : {"\u2581", "h", "i", "<", "s", ">", "hi", "\u2581hi",
                           "\u2581\u2581", "<s"}) {
    names.emplace_back(word);
    kinds.push_back(1);
    scores.push_back(score);
    score -= 1;
  }
  gguf_builder x;
  x.text("tokenizer.ggml.model", "llama");
  x.texts("tokenizer.ggml.tokens", names);
  x.numbers("tokenizer.ggml.token_type", kinds);
  x.reals("tokenizer.ggml.scores", scores);
  x.number("tokenizer.ggml.bos_token_id", 1);
  x.number("tokenizer.ggml.eos_token_id", 2);
  return x;
}

/// Builds the tokenizer of a file in the making.
inline std::shared_ptr<const model::tokenizer>
words_of(const gguf_builder& file) {
  auto bytes = file.bytes();
  return model::tokenizer::from(*parse(bytes));
}

} // namespace synod::test
