#pragma once

#include "runtime/model/tokenizer.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace synod::model {

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

  /// Returns the renderer of a template's text.
  /// @throws model_error `unknown_chat_template`, naming its hash
  [[nodiscard]] static chat_template from_text(std::string_view text);

  /// Returns the prompt. Only the template's own words may become control
  /// tokens; contents are plain text. Templates that write a BOS token
  /// themselves do not here: whoever encodes asks `tokenizer::add_bos`.
  /// @throws std::invalid_argument for a role the template has no words for,
  ///         or turns in an order that it refuses; the text is for the user.
  [[nodiscard]] std::vector<prompt_piece>
  render(std::span<const chat_message> messages, generation_prompt end) const;

  /// The name on the list ("chatml").
  [[nodiscard]] std::string_view name() const noexcept;

private:
  struct dialect;
  explicit chat_template(const dialect& words) noexcept : dialect_(&words) {
  }

  const dialect* dialect_;
};

} // namespace synod::model
