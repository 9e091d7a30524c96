#pragma once

#include "runtime/model/pre_tokenizer.hpp"
#include "runtime/model/tokenizer.hpp"

#include <array>
#include <memory>
#include <string_view>
#include <unordered_map>

namespace synod::model {

/// The byte-level byte-pair tokenizer ("gpt2"): a text is cut into words, each
/// word starts as single bytes, and of two neighbours the pair that stands
/// earliest in the list of merges is joined first (the leftmost of equals).
/// Every text round-trips, because every byte has a token.
///
/// Algorithm: Radford et al., "Language Models are Unsupervised Multitask
/// Learners" (2019), section 2.2, and the encoder.py published with it.
class bpe_tokenizer final : public tokenizer {
public:
  explicit bpe_tokenizer(const gguf_file& file);

private:
  struct merge {
    std::uint32_t rank;
    std::uint32_t id;
  };

  void read_bytes(const gguf_file& file);
  void read_merges(const gguf_file& file);
  void encode_run(std::string_view text,
                  std::vector<std::uint32_t>& ids) const override;
  void
  encode_word(std::string_view word, std::vector<std::uint32_t>& ids) const;

  std::unique_ptr<const pre_tokenizer> words_;
  std::array<std::uint32_t, 256> byte_ids_{};
  std::unordered_map<std::uint64_t, merge> merges_;         // by both ids
  std::unordered_map<std::string_view, std::uint32_t> ids_; // by bytes
};

} // namespace synod::model
