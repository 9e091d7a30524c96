#include "actors/gateway/completion_reply.hpp"

#include "actors/gateway/json_body.hpp"

namespace synod::openai {

namespace {

constexpr auto id_digits = std::size_t{32};

bool is_chat(const reply_head& x) {
  return x.endpoint == endpoint::chat;
}

std::string event(const std::string& data) {
  return "data: " + data + "\n\n";
}

ordered_json usage(const request_finished& end) {
  return {
    {"prompt_tokens", end.tokens_prompt},
    {"completion_tokens", end.tokens_completion},
    {"total_tokens", std::uint64_t{end.tokens_prompt} + end.tokens_completion}};
}

ordered_json citations(const request_finished& end) {
  auto result = ordered_json::array();
  for (const auto& x : end.citations)
    result.push_back({{"passage", x.passage},
                      {"corpus", x.corpus},
                      {"version", x.version},
                      {"title", x.title}});
  return result;
}

ordered_json route(const request_finished& end) {
  auto result = ordered_json::array();
  for (const auto& x : end.route)
    result.push_back({{"node", x.worker.node},
                      {"actor", x.worker.actor},
                      {"first", x.range.first},
                      {"count", x.range.count}});
  return result;
}

ordered_json synod_field(const reply_head& head, const request_finished& end) {
  auto result = ordered_json{{"request", to_hex(head.request)},
                             {"seed", head.seed},
                             {"domain", end.domain},
                             {"attempts", end.attempts},
                             {"citations", citations(end)},
                             {"route", route(end)}};
  if (end.cost > 0)
    result["cost"] = end.cost;
  if (head.waited_for_escrow)
    result["waited_for_escrow"] = true;
  if (!head.record_key.empty())
    result["record_key"] = head.record_key;
  return result;
}

ordered_json begin(const reply_head& head, const char* object) {
  return {{"id", reply_id(head)},
          {"object", object},
          {"created", head.created_s},
          {"model", head.model}};
}

/// One choice of a stream: `delta` in a chat, `text` in a completion.
ordered_json choice_of_stream(const reply_head& head, ordered_json delta,
                              const std::string& text, ordered_json reason) {
  auto result = ordered_json{{"index", 0}};
  if (is_chat(head))
    result["delta"] = std::move(delta);
  else
    result["text"] = text;
  result["logprobs"] = nullptr;
  result["finish_reason"] = std::move(reason);
  return result;
}

ordered_json chunk(const reply_head& head, ordered_json choices) {
  auto result
    = begin(head, is_chat(head) ? "chat.completion.chunk" : "text_completion");
  result["choices"] = std::move(choices);
  if (head.include_usage)
    result["usage"] = nullptr;
  return result;
}

} // namespace

std::string reply_id(const reply_head& x) {
  return (is_chat(x) ? "chatcmpl-" : "cmpl-") + to_hex(x.request, id_digits);
}

std::string whole_reply(const reply_head& head, const std::string& text,
                        const request_finished& end) {
  auto choice = ordered_json{{"index", 0}};
  if (is_chat(head))
    choice["message"] = ordered_json{
      {"role", "assistant"}, {"content", text}, {"refusal", nullptr}};
  else
    choice["text"] = text;
  choice["logprobs"] = nullptr;
  choice["finish_reason"] = end.reason;
  auto result
    = begin(head, is_chat(head) ? "chat.completion" : "text_completion");
  result["choices"] = ordered_json::array({std::move(choice)});
  result["usage"] = usage(end);
  result["synod"] = synod_field(head, end);
  return write(result);
}

std::string first_event(const reply_head& head) {
  if (!is_chat(head))
    return {};
  auto delta = ordered_json{{"role", "assistant"}, {"content", ""}};
  return event(write(chunk(head, ordered_json::array({choice_of_stream(
                                   head, std::move(delta), "", nullptr)}))));
}

std::string text_event(const reply_head& head, const std::string& text) {
  auto delta = ordered_json{{"content", text}};
  return event(write(chunk(head, ordered_json::array({choice_of_stream(
                                   head, std::move(delta), text, nullptr)}))));
}

std::string last_event(const reply_head& head, const request_finished& end) {
  auto result = chunk(head, ordered_json::array({choice_of_stream(
                              head, ordered_json::object(), "", end.reason)}));
  result["synod"] = synod_field(head, end);
  return event(write(result));
}

std::string usage_event(const reply_head& head, const request_finished& end) {
  auto result = chunk(head, ordered_json::array());
  result["usage"] = usage(end);
  return event(write(result));
}

std::string error_event(const api_error& why) {
  return event(to_json(why));
}

std::string done_event() {
  return event("[DONE]");
}

} // namespace synod::openai
