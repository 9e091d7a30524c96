#pragma once

#include "runtime/model/tokenizer.hpp"

#include <array>
#include <string_view>
#include <unordered_map>

namespace synod::model {

/// The SentencePiece-style tokenizer ("llama"): of two neighbours whose joined
/// text is a token, the pair with the best score is joined first (the leftmost
/// of equals), and characters without a token become one token per byte.
/// Spaces are written as U+2581, so a text's own U+2581 decodes as a space.
///
/// Algorithm: SentencePiece's bpe_model.cc, as llama.cpp's llm_tokenizer_spm
/// runs it.
class spm_tokenizer final : public tokenizer {
public:
  explicit spm_tokenizer(const gguf_file& file);

private:
  void encode_run(std::string_view text,
                  std::vector<std::uint32_t>& ids) const override;
  void
  encode_bytes(std::string_view text, std::vector<std::uint32_t>& ids) const;

  std::vector<float> scores_;
  std::unordered_map<std::string_view, std::uint32_t> ids_; // by name
  std::array<std::optional<std::uint32_t>, 256> bytes_;
  std::optional<std::uint32_t> unknown_;
};

} // namespace synod::model
