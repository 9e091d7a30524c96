#include "apps/bench/chat_stream.hpp"

#include "apps/synod/gateway_call.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace synod::bench {

namespace {

using nlohmann::json;

double ms(std::chrono::steady_clock::duration x) {
  return std::chrono::duration<double, std::milli>{x}.count();
}

/// Adds the text of one server-sent event.
void take(const std::string& line, chat_stream& into) {
  constexpr auto mark = std::string_view{"data: "};
  if (!line.starts_with(mark) || line.substr(mark.size(), 6) == "[DONE]")
    return;
  auto event = json::parse(line.substr(mark.size()));
  if (event.contains("error"))
    throw std::runtime_error{"the answer ended with " + event.dump()};
  for (const auto& choice : event["choices"]) {
    auto text = choice["delta"].value("content", json{});
    if (!text.is_string() || text.get<std::string>().empty())
      continue;
    into.text += text.get<std::string>();
    into.chunks.push_back(std::chrono::steady_clock::now());
  }
}

} // namespace

double chat_stream::first_ms() const noexcept {
  return chunks.empty() ? 0 : ms(chunks.front() - asked);
}

double chat_stream::rate() const noexcept {
  if (chunks.size() < 2)
    return 0;
  return static_cast<double>(chunks.size() - 1) * 1000
         / ms(chunks.back() - chunks.front());
}

double chat_stream::gap_ms(std::size_t from) const noexcept {
  auto longest = 0.0;
  for (auto i = from + 1; i < chunks.size(); ++i)
    longest = std::max(longest, ms(chunks[i] - chunks[i - 1]));
  return longest;
}

chat_stream ask_streamed(const std::string& url, const chat_question& question,
                         const std::function<void(std::size_t)>& on_chunk) {
  auto body
    = json{{"model", "reader"},
           {"stream", true},
           {"temperature", 0},
           {"max_tokens", question.tokens_max},
           {"ignore_eos", question.ignore_eos},
           {"messages", {{{"role", "user"}, {"content", question.content}}}}};
  auto result = chat_stream{};
  auto rest = std::string{};
  result.asked = std::chrono::steady_clock::now();
  auto answer = http_stream(
    url,
    {.method = "POST", .target = "/v1/chat/completions", .body = body.dump()},
    [&](std::string_view part) {
      rest += part;
      auto before = result.chunks.size();
      for (auto end = rest.find('\n'); end != std::string::npos;
           end = rest.find('\n')) {
        take(rest.substr(0, end), result);
        rest.erase(0, end + 1);
      }
      if (on_chunk && result.chunks.size() > before)
        on_chunk(result.chunks.size());
    });
  if (answer.status != 200)
    throw std::runtime_error{describe_refusal(answer)};
  return result;
}

} // namespace synod::bench
