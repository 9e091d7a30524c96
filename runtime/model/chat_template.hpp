#pragma once

#include "runtime/model/tokenizer.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace synod::model {

struct chat_dialect;

/// One turn of a conversation.
struct chat_message {
  std::string role;    ///< "system", "user" or "assistant".
  std::string content; ///< UTF-8; never read as control tokens.
};

/// Whether the prompt ends by opening the assistant's turn.
enum class generation_prompt : std::uint8_t { leave_out, add };

/// Renders conversations as the model was trained to read them. Until templates
/// are interpreted, those on a written list are known by the SHA-256 of their
/// text (`chat_template_list.cpp`).
class chat_template {
public:
  /// Returns the renderer of a file's `tokenizer.chat_template`; nothing if the
  /// file has no template.
  /// @throws model_error `unknown_chat_template`, naming its hash
  [[nodiscard]] static std::optional<chat_template> from(const gguf_file& file);

  /// Returns the renderer of a template's text, given the names of the BOS and
  /// EOS tokens.
  /// @throws model_error `unknown_chat_template`, naming its hash
  [[nodiscard]] static chat_template
  from_text(std::string_view text, std::string bos, std::string eos);

  /// Returns the prompt. Only the template's own words may become control
  /// tokens; contents are plain text. A BOS token that
  /// a template writes at the very start is left out: whoever encodes the
  /// prompt asks `tokenizer::add_bos`.
  /// @throws std::invalid_argument for a role the template has no words for,
  ///         or turns in an order that it refuses; the text is for the user.
  [[nodiscard]] std::vector<prompt_piece>
  render(std::span<const chat_message> messages, generation_prompt end) const;

  /// The name on the list ("chatml").
  [[nodiscard]] std::string_view name() const noexcept;

private:
  chat_template(const chat_dialect& dialect, std::string bos, std::string eos)
    : dialect_(&dialect), bos_(std::move(bos)), eos_(std::move(eos)) {
  }

  const chat_dialect* dialect_; // of the list, which lives for ever
  std::string bos_;
  std::string eos_;
};

} // namespace synod::model
