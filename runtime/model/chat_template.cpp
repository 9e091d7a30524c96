#include "runtime/model/chat_template.hpp"

#include "runtime/model/chat_template_list.hpp"
#include "runtime/text/white_space.hpp"

#include <botan/hash.h>
#include <botan/hex.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace synod::model {

namespace {

constexpr std::array<std::string_view, 3> roles{"system", "user", "assistant"};

std::string sha256(std::string_view text) {
  auto hash = Botan::HashFunction::create_or_throw("SHA-256");
  hash->update(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  return Botan::hex_encode(hash->final(), false);
}

void replace(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at)) {
    text.replace(at, what.size(), by);
    at += by.size();
  }
}

/// Collects pieces, joining neighbours of one kind.
class prompt_writer {
public:
  prompt_writer(std::string_view bos, std::string_view eos)
    : bos_(bos), eos_(eos) {
  }

  /// Appends the template's own words.
  prompt_writer& words(std::string_view text) {
    std::string filled{text};
    replace(filled, "{bos}", bos_);
    replace(filled, "{eos}", eos_);
    return add(filled, special_tokens::parse);
  }

  /// Appends what a person or a document wrote.
  prompt_writer& content(std::string_view text) {
    return add(text, special_tokens::as_text);
  }

  std::vector<prompt_piece> take() {
    return std::move(pieces_);
  }

private:
  prompt_writer& add(std::string_view text, special_tokens special) {
    if (text.empty())
      return *this;
    if (pieces_.empty() || pieces_.back().special != special)
      pieces_.push_back({{}, special});
    pieces_.back().text += text;
    return *this;
  }

  std::string_view bos_;
  std::string_view eos_;
  std::vector<prompt_piece> pieces_;
};

/// Refuses roles that no template has words for.
void check_roles(std::span<const chat_message> messages) {
  if (messages.empty())
    throw std::invalid_argument("a conversation needs at least one message");
  for (const auto& message : messages)
    if (std::find(roles.begin(), roles.end(), message.role) == roles.end())
      throw std::invalid_argument(
        "a message's role must be system, user or assistant");
}

void write_turns(const chat_dialect& dialect,
                 std::span<const chat_message> messages, generation_prompt end,
                 prompt_writer& out) {
  auto write = [&](std::string_view role, std::string_view content) {
    if (dialect.content == chat_dialect::contents::trimmed)
      content = text::trimmed(content);
    out.words(dialect.before_role).words(role).words(dialect.after_role);
    out.content(content).words(dialect.after_content);
  };
  if (!dialect.system_default.empty() && messages.front().role != "system")
    write("system", dialect.system_default);
  for (const auto& message : messages)
    write(message.role, message.content);
  if (dialect.opening == chat_dialect::openings::always
      || end == generation_prompt::add)
    out.words(dialect.before_role)
      .words("assistant")
      .words(dialect.after_opening);
  else
    out.words(dialect.end);
}

void write_instructions(const chat_dialect& dialect,
                        std::span<const chat_message> messages,
                        prompt_writer& out) {
  const chat_message* system = nullptr;
  if (dialect.takes_system && messages.front().role == "system") {
    system = &messages.front();
    messages = messages.subspan(1);
  }
  auto is_trimmed = dialect.content == chat_dialect::contents::trimmed;
  for (std::size_t index = 0; index < messages.size(); ++index) {
    const auto& message = messages[index];
    if (message.role != (index % 2 == 0 ? "user" : "assistant"))
      throw std::invalid_argument(fmt::format(
        "the template '{}' wants user and assistant in turn{}", dialect.name,
        dialect.takes_system ? ", after a system message if any"
                             : ", and no system message"));
    std::string_view content = message.content;
    if (is_trimmed)
      content = system && index == 0 ? text::trimmed_right(content)
                                     : text::trimmed(content);
    if (index % 2 == 1) {
      out.words(dialect.before_assistant).content(content);
      out.words(dialect.after_assistant);
      continue;
    }
    // Whoever encodes the prompt puts the first BOS token there.
    out.words(index == 0 ? std::string_view{} : dialect.before_user);
    out.words("[INST] ");
    if (system && index == 0)
      out.words("<<SYS>>\n").content(system->content).words("\n<</SYS>>\n\n");
    out.content(content).words(" [/INST]");
  }
}

} // namespace

std::optional<chat_template> chat_template::from(const gguf_file& file) {
  auto text = file.text("tokenizer.chat_template");
  if (!text)
    return std::nullopt;
  auto names = file.texts("tokenizer.ggml.tokens");
  auto name_of = [&](std::string_view key) -> std::string {
    auto id = file.integer(key);
    return id && *id < names.size() ? names[*id] : std::string{};
  };
  return from_text(*text, name_of("tokenizer.ggml.bos_token_id"),
                   name_of("tokenizer.ggml.eos_token_id"));
}

chat_template chat_template::from_text(std::string_view text, std::string bos,
                                       std::string eos) {
  auto hash = sha256(text);
  const auto* dialect = find_chat_dialect(hash);
  if (dialect == nullptr)
    throw model_error(
      model_fault::unknown_chat_template,
      fmt::format("the chat template with the SHA-256 {} is not on the list of "
                  "those that can be rendered; completions still work",
                  hash));
  return {*dialect, std::move(bos), std::move(eos)};
}

std::vector<prompt_piece>
chat_template::render(std::span<const chat_message> messages,
                      generation_prompt end) const {
  check_roles(messages);
  prompt_writer out{bos_, eos_};
  if (dialect_->form == chat_dialect::forms::turns)
    write_turns(*dialect_, messages, end, out);
  else
    write_instructions(*dialect_, messages, out);
  return out.take();
}

std::string_view chat_template::name() const noexcept {
  return dialect_->name;
}

} // namespace synod::model
