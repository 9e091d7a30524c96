#include "actors/gateway/messages.hpp"

#include "actors/gateway/api_error.hpp"
#include "actors/gateway/completion_request.hpp"
#include "runtime/text/white_space.hpp"

#include <algorithm>

namespace synod::openai {

namespace {

[[noreturn]] void refuse(const std::string& param, const std::string& what,
                         const char* code = "invalid_value") {
  throw refusal{bad_parameter(param, "Invalid '" + param + "': " + what, code)};
}

const json&
required(const json& object, const std::string& at, const char* name) {
  auto found = object.find(name);
  if (found == object.end())
    throw refusal{bad_parameter(
      at + name, "Missing required parameter: '" + at + name + "'.",
      "missing_required_parameter")};
  return *found;
}

std::string text_of(const json& part, const std::string& at) {
  if (!part.is_object())
    refuse_type(at, "an object", part);
  const auto& type = required(part, at + ".", "type");
  if (type != "text")
    refuse(at + ".type", "only parts of type 'text' are supported.",
           "unsupported_value");
  const auto& text = required(part, at + ".", "text");
  if (!text.is_string())
    refuse_type(at + ".text", "a string", text);
  return text.get<std::string>();
}

std::string parse_content(const json& message, const std::string& role,
                          const std::string& at) {
  auto found = message.find("content");
  // The official clients send an assistant's turn without text so.
  if (role == "assistant" && (found == message.end() || found->is_null()))
    return {};
  const auto& content = required(message, at + ".", "content");
  if (content.is_string())
    return content.get<std::string>();
  if (!content.is_array())
    refuse_type(at + ".content", "a string or a list of parts", content);
  auto result = std::string{};
  for (auto i = std::size_t{0}; i < content.size(); ++i)
    result += text_of(content[i], at + ".content[" + std::to_string(i) + "]");
  return result;
}

std::string parse_role(const json& message, const std::string& at) {
  const auto& role = required(message, at + ".", "role");
  if (!role.is_string())
    refuse_type(at + ".role", "a string", role);
  if (role == "developer")
    return "system";
  if (role != "system" && role != "user" && role != "assistant")
    refuse(at + ".role",
           "supported roles are 'system', 'developer', 'user' and "
           "'assistant'.",
           "unsupported_value");
  return role.get<std::string>();
}

chat_message parse_message(const json& message, const std::string& at) {
  if (!message.is_object())
    refuse_type(at, "an object", message);
  auto role = parse_role(message, at);
  auto calls = message.find("tool_calls");
  if (calls != message.end() && !calls->is_null() && !calls->empty())
    throw refusal{unsupported_parameter(
      at + ".tool_calls", "'" + at + ".tool_calls' is not supported.")};
  return {role, parse_content(message, role, at)};
}

/// It is looked up, so there must be a question, and not of white space only.
bool asks_something(const std::vector<chat_message>& xs) {
  auto last
    = std::ranges::find(xs.rbegin(), xs.rend(), "user", &chat_message::role);
  return last != xs.rend() && !text::trimmed(last->content).empty();
}

} // namespace

std::vector<chat_message> parse_messages(const json& body) {
  const auto& messages = required(body, "", "messages");
  if (!messages.is_array())
    refuse_type("messages", "a list of objects", messages);
  if (messages.empty())
    refuse("messages", "expected a list with at least one message.",
           "empty_array");
  if (messages.size() > messages_max)
    refuse("messages",
           "more than " + std::to_string(messages_max) + " messages.");
  auto result = std::vector<chat_message>{};
  for (auto i = std::size_t{0}; i < messages.size(); ++i)
    result.push_back(
      parse_message(messages[i], "messages[" + std::to_string(i) + "]"));
  if (!asks_something(result))
    refuse("messages", "the last message of role 'user' must have some text.");
  return result;
}

std::string parse_prompt(const json& body) {
  const auto& prompt = required(body, "", "prompt");
  if (prompt.is_string())
    return prompt.get<std::string>();
  if (!prompt.is_array())
    refuse_type("prompt", "a string or a list of one string", prompt);
  if (prompt.size() != 1)
    refuse("prompt",
           "one prompt per call is supported, not "
             + std::to_string(prompt.size()) + ".",
           "unsupported_value");
  if (!prompt[0].is_string())
    refuse_type("prompt[0]", "a string", prompt[0]);
  return prompt[0].get<std::string>();
}

} // namespace synod::openai
