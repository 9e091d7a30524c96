#pragma once

#include "runtime/model/byte_trie.hpp"
#include "runtime/model/gguf.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace synod::model {

/// How text that spells a control token ("<|end|>") is read. What a person or a
/// document wrote is always `as_text`; only the project's own templates and
/// raw-prompt tools say `parse`.
enum class special_tokens : std::uint8_t { as_text, parse };

/// A stretch of prompt. Adjacent pieces are encoded as one text, but a control
/// token is only ever found inside a single piece that says `parse`.
struct prompt_piece {
  std::string text;
  special_tokens special = special_tokens::as_text;

  friend bool operator==(const prompt_piece&, const prompt_piece&) = default;
};

/// Turns text into token ids and back, as a GGUF file's metadata says.
/// Immutable, so any number of threads may use it. Never throws once built,
/// whatever bytes the text holds; encoding takes O(n log n) time.
class tokenizer {
public:
  /// Builds the tokenizer that the file describes (`tokenizer.ggml.model`:
  /// "llama" or "gpt2").
  /// @throws model_error (`missing_key`, `unsupported_tokenizer`,
  ///         `bad_tokenizer`, `wrong_value_type`)
  [[nodiscard]] static std::shared_ptr<const tokenizer>
  from(const gguf_file& file);

  virtual ~tokenizer() = default;

  /// Returns the ids of a text, without a BOS token.
  [[nodiscard]] std::vector<std::uint32_t>
  encode(std::string_view text, special_tokens special) const;

  /// Returns the ids of a prompt, without a BOS token.
  [[nodiscard]] std::vector<std::uint32_t>
  encode(std::span<const prompt_piece> pieces) const;

  /// The bytes that a token adds to a text; not always whole characters. Empty
  /// for a control token, an unused one, and an id outside the vocabulary.
  [[nodiscard]] std::string_view piece(std::uint32_t id) const noexcept;

  /// The token's name in the vocabulary ("<|end|>"); empty outside of it.
  [[nodiscard]] std::string_view name(std::uint32_t id) const noexcept;

  /// Returns the control or user-defined token of exactly that spelling.
  [[nodiscard]] std::optional<std::uint32_t>
  find_special(std::string_view name) const;

  /// True if a token ends a generation: the end of text, of turn, of message.
  [[nodiscard]] bool is_end(std::uint32_t id) const noexcept;

  /// Tokens in the vocabulary.
  [[nodiscard]] std::uint32_t size() const noexcept {
    return static_cast<std::uint32_t>(tokens_.size());
  }

  [[nodiscard]] std::optional<std::uint32_t> bos() const noexcept {
    return bos_;
  }
  [[nodiscard]] std::optional<std::uint32_t> eos() const noexcept {
    return eos_;
  }
  [[nodiscard]] std::optional<std::uint32_t> eot() const noexcept {
    return eot_;
  }
  [[nodiscard]] std::optional<std::uint32_t> pad() const noexcept {
    return pad_;
  }

  /// True if a prompt begins with the BOS token.
  [[nodiscard]] bool add_bos() const noexcept {
    return add_bos_;
  }

  /// True if encoding put a space before the text, which decoding must take
  /// away again (SentencePiece).
  [[nodiscard]] bool adds_space_prefix() const noexcept {
    return add_space_prefix_;
  }

protected:
  /// A token's kind, as numbered in `tokenizer.ggml.token_type`.
  enum class token_kind : std::uint8_t {
    normal = 1,
    unknown = 2,
    control = 3,
    user_defined = 4,
    unused = 5,
    byte = 6,
  };

  struct token {
    std::string name;
    std::string bytes; // what it adds to a text
    token_kind kind = token_kind::normal;
  };

  /// Reads what all kinds of tokenizer share. The derived class fills in each
  /// token's bytes, then calls `index_specials`.
  explicit tokenizer(const gguf_file& file);

  /// Makes control and user-defined tokens known to `encode`.
  void index_specials(const gguf_file& file);

  /// Appends the ids of a text without special tokens in it.
  /// @pre `!text.empty()`
  virtual void
  encode_run(std::string_view text, std::vector<std::uint32_t>& ids) const = 0;

  std::vector<token> tokens_;
  bool add_bos_ = false;
  bool add_space_prefix_ = false;

private:
  void read_tokens(const gguf_file& file);
  void scan(std::string_view text, special_tokens special, std::string& run,
            std::vector<std::uint32_t>& ids) const;
  void flush(std::string& run, std::vector<std::uint32_t>& ids) const;

  byte_trie specials_; // control tokens and user-defined ones
  byte_trie harmless_; // user-defined ones that do not look like control
  std::vector<std::uint32_t> ends_;
  std::optional<std::uint32_t> bos_, eos_, eot_, pad_;
};

} // namespace synod::model
