#include "actors/gateway/unsupported.hpp"

#include "actors/gateway/api_error.hpp"

#include <array>

namespace synod::openai {

namespace {

bool is_zero(const json& x) {
  return x.is_number() && x.get<double>() == 0;
}

bool is_one(const json& x) {
  return x.is_number() && x.get<double>() == 1;
}

bool is_empty(const json& x) {
  return (x.is_structured() && x.empty()) || (x.is_string() && x == "");
}

bool is_false(const json& x) {
  return x.is_boolean() && !x.get<bool>();
}

bool is_choice_of_none(const json& x) {
  return x == "none" || x == "auto";
}

bool is_plain_text(const json& x) {
  return x.is_object() && x.contains("type") && x["type"] == "text";
}

bool is_text_alone(const json& x) {
  return x == json::array({"text"});
}

bool never(const json&) {
  return false;
}

bool is_false_or_zero(const json& x) {
  return is_false(x) || is_zero(x);
}

/// A parameter and the values of it that ask for nothing.
struct rule {
  const char* name;
  bool (*asks_nothing)(const json&);
  bool of_chat = true;
  bool of_completions = true;
};

// In the order in which a call with several of them is refused.
constexpr auto rules = std::to_array<rule>({
  {"tools", is_empty},
  {"tool_choice", is_choice_of_none},
  {"functions", is_empty},
  {"function_call", is_choice_of_none},
  {"response_format", is_plain_text},
  {"n", is_one},
  {"best_of", is_one},
  {"logprobs", is_false, true, false},
  // In the older endpoint a number, of which 0 asks for the chosen token's.
  {"logprobs", never, false, true},
  {"top_logprobs", is_zero},
  {"logit_bias", is_empty},
  {"presence_penalty", is_zero},
  {"frequency_penalty", is_zero},
  {"modalities", is_text_alone},
  {"audio", never},
  {"web_search_options", never},
  {"echo", is_false_or_zero, false, true},
  {"suffix", is_empty, false, true},
});

} // namespace

void refuse_unsupported(endpoint called, const json& body) {
  auto chat = called == endpoint::chat;
  for (const auto& x : rules) {
    if (!(chat ? x.of_chat : x.of_completions))
      continue;
    const auto* value = parameters{body}.find(x.name);
    if (value != nullptr && !x.asks_nothing(*value))
      throw refusal{unsupported_parameter(
        x.name,
        "'" + std::string{x.name}
          + "' is not supported with this value: it would change the "
            "meaning of the answer, and this server cannot honour it.")};
  }
}

} // namespace synod::openai
