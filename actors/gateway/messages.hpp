#pragma once

#include "actors/gateway/json_body.hpp"
#include "schemas/request.hpp"

#include <string>
#include <vector>

namespace synod::openai {

/// Reads `messages` of a chat.
/// @throws refusal 400 that names the message and its member
[[nodiscard]] std::vector<chat_message> parse_messages(const json& body);

/// Reads `prompt` of a completion: a string, or a list of one.
/// @throws refusal 400
[[nodiscard]] std::string parse_prompt(const json& body);

} // namespace synod::openai
