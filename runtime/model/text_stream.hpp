#pragma once

#include "runtime/model/tokenizer.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace synod::model {

/// Whether the space that encoding put before a text is taken away again:
/// `strip` at the start of a text, `keep` where one continues after a prompt.
enum class leading_space : std::uint8_t { strip, keep };

/// Turns token ids into UTF-8 text as they come. What it returns never ends
/// inside a character: incomplete bytes are held back until the next token
/// completes them. Bytes that can be no character become U+FFFD, one for each
/// maximal ill-formed part (Unicode 15, section 3.9, "best practice"). The sum
/// of all returns does not depend on how ids are spread over calls.
class text_stream {
public:
  /// @pre `words != nullptr`
  explicit text_stream(std::shared_ptr<const tokenizer> words,
                       leading_space space = leading_space::keep);

  /// Returns the text that is certain after one more token; maybe empty.
  [[nodiscard]] std::string push(std::uint32_t id);

  /// Returns what was held back, as U+FFFD. The stream starts afresh then.
  [[nodiscard]] std::string finish();

  /// True if an incomplete character is held back.
  [[nodiscard]] bool holds_back() const noexcept {
    return !held_.empty();
  }

private:
  std::shared_ptr<const tokenizer> words_;
  leading_space space_;
  bool at_start_ = true;
  std::string held_; // the first bytes of a character
};

/// Returns the text of a whole list of ids at once.
[[nodiscard]] std::string decode(const std::shared_ptr<const tokenizer>& words,
                                 std::span<const std::uint32_t> ids,
                                 leading_space space = leading_space::strip);

} // namespace synod::model
