#include "apps/bench/streamed_answer.hpp"

#include "apps/bench/samples.hpp"
#include "apps/synod/event_stream.hpp"
#include "apps/synod/gateway_call.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace synod::bench {

namespace {

using nlohmann::json;

/// What a choice says: whole texts have it in one place, chats in another,
/// where it is missing from the first.
json text_of(const json& choice) {
  if (!choice.contains("delta"))
    return choice.value("text", json{""});
  auto text = choice["delta"].value("content", json{});
  return text == "" ? json{} : text;
}

// Takes one event of the stream. @returns whether it brought text.
bool take_event(const json& event, streamed_answer& result) {
  if (event.contains("error")) {
    result.error = event["error"].value("message", "an error without words");
    return false;
  }
  if (event.contains("synod")) {
    result.attempts = event["synod"].value("attempts", 0U);
    result.request = event["synod"].value("request", "");
    result.record_key = event["synod"].value("record_key", "");
  }
  if (event.contains("usage") && event["usage"].is_object())
    result.tokens = event["usage"].value("completion_tokens", 0U);
  auto choices = event.value("choices", json::array());
  if (choices.empty() || !choices[0]["finish_reason"].is_null())
    return false;
  auto text = text_of(choices[0]);
  if (!text.is_string())
    return false;
  result.text += text.get<std::string>();
  result.pieces.push_back(std::chrono::steady_clock::now());
  return true;
}

} // namespace

double streamed_answer::first_ms() const noexcept {
  return pieces.empty() ? 0 : ms_of(pieces.front() - asked);
}

double streamed_answer::rate() const noexcept {
  if (pieces.size() < 2)
    return 0;
  return static_cast<double>(pieces.size() - 1) * 1000
         / ms_of(pieces.back() - pieces.front());
}

double streamed_answer::gap_ms(std::size_t from) const noexcept {
  auto longest = 0.0;
  for (auto i = from + 1; i < pieces.size(); ++i)
    longest = std::max(longest, ms_of(pieces[i] - pieces[i - 1]));
  return longest;
}

streamed_answer
stream_answer(const std::string& url, const std::string& target, json wishes,
              const std::function<void(std::size_t)>& heard) {
  wishes["stream"] = true;
  wishes["stream_options"] = {{"include_usage", true}};
  auto call
    = http_call{.method = "POST", .target = target, .body = wishes.dump()};
  auto result = streamed_answer{};
  auto events = event_stream{[&](std::string_view data) {
    auto event = json::parse(data, nullptr, false);
    if (event.is_object() && take_event(event, result))
      heard(result.pieces.size());
  }};
  result.asked = std::chrono::steady_clock::now();
  heard(0);
  auto answer
    = http_stream(url, call, [&](std::string_view part) { events.add(part); });
  if (answer.status != 200)
    result.error = describe_refusal(answer);
  return result;
}

} // namespace synod::bench
