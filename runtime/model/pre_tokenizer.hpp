#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pcre2_real_code_8;

namespace synod::model {

/// Splits a text into the words inside which byte-pair merges happen. Each
/// model family has its own rule, a list of regular expressions that split one
/// after the other; the name is the file's `tokenizer.ggml.pre`. Immutable, so
/// any number of threads may use it.
class pre_tokenizer {
public:
  /// Returns the rule of that name.
  /// @returns nullptr for a name that is not on the list
  [[nodiscard]] static std::unique_ptr<const pre_tokenizer>
  find(std::string_view name);

  /// Calls `visit` for each word, in order; together they are the text. Bytes
  /// that are not UTF-8 are words of their own.
  void split(std::string_view text,
             const std::function<void(std::string_view)>& visit) const;

  /// True if a word that is in the vocabulary becomes that token, whatever the
  /// merges say.
  [[nodiscard]] bool ignores_merges() const noexcept {
    return ignores_merges_;
  }

private:
  using words = std::vector<std::string_view>;
  using expression = std::shared_ptr<const pcre2_real_code_8>;

  pre_tokenizer() = default;

  void
  split_by(const expression& rule, std::string_view text, words& out) const;

  std::vector<expression> rules_;
  bool ignores_merges_ = false;
};

} // namespace synod::model
