#include "apps/bench/streamed_completion.hpp"

#include "apps/synod/http_client.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

namespace synod::bench {

namespace {

using json = nlohmann::json;

constexpr auto part_timeout = std::chrono::milliseconds{30'000};
constexpr auto event_prefix = std::string_view{"data: "};

// Takes one event of the stream. @returns whether it brought text.
bool take_event(const json& event, streamed_completion& result) {
  if (event.contains("error")) {
    result.error = event["error"].value("message", "an error without words");
    return false;
  }
  if (event.contains("synod"))
    result.attempts = event["synod"].value("attempts", 0U);
  if (event.contains("usage") && event["usage"].is_object())
    result.tokens = event["usage"].value("completion_tokens", 0U);
  auto& choices = event["choices"];
  if (choices.empty() || !choices[0]["finish_reason"].is_null())
    return false;
  result.text += choices[0].value("text", "");
  result.pieces.push_back(std::chrono::steady_clock::now());
  return true;
}

} // namespace

streamed_completion
stream_completion(const std::string& url, const completion_call& call,
                  const std::function<void(std::size_t)>& heard) {
  auto body = json{{"model", call.model},
                   {"prompt", call.prompt},
                   {"max_tokens", call.tokens},
                   {"temperature", call.temperature},
                   {"seed", call.seed},
                   {"ignore_eos", true},
                   {"stream", true},
                   {"stream_options", {{"include_usage", true}}}};
  auto request
    = http_call{"POST", "/v1/completions", body.dump(), {}, part_timeout};
  auto result = streamed_completion{};
  auto buffered = std::string{};
  heard(0);
  auto answer = http_stream(url, request, [&](std::string_view part) {
    buffered += part;
    for (auto end = buffered.find('\n'); end != buffered.npos;
         end = buffered.find('\n')) {
      auto line = buffered.substr(0, end);
      buffered.erase(0, end + 1);
      if (!line.starts_with(event_prefix))
        continue;
      auto event
        = json::parse(line.substr(event_prefix.size()), nullptr, false);
      if (event.is_object() && take_event(event, result))
        heard(result.pieces.size());
    }
  });
  if (answer.status != 200)
    result.error
      = "status " + std::to_string(answer.status) + ": " + answer.body;
  return result;
}

} // namespace synod::bench
