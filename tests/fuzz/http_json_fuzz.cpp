#include "actors/gateway/answer.hpp"
#include "actors/gateway/front.hpp"
#include "actors/gateway/json_body.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// The first byte picks a route of the gateway, the rest is the body that a
// client sends there, and once more the target. Whatever comes, the front must
// either refuse it in OpenAI's form or make a request within its bounds.

using namespace synod;

namespace {

struct route {
  const char* method;
  const char* target;
};

constexpr auto routes = std::to_array<route>({
  {"POST", "/v1/chat/completions"},
  {"POST", "/v1/completions"},
  {"POST", "/synod/corpora/rates/passages"},
  {"PUT", "/synod/corpora/rates/passages/a%2Fb"},
  {"GET", "/synod/corpora/rates/passages?after=x&limit=7"},
});

void require(bool claim) {
  if (!claim)
    std::abort();
}

const openai::front_options& options() {
  static const auto result = [] {
    auto x = openai::front_options{};
    x.models = {"m"};
    x.corpora = {"rates"};
    return x;
  }();
  return result;
}

void check(const http::response& x) {
  require(x.status >= 200 && x.status < 600);
  if (x.status == 200)
    return;
  auto error = openai::json::parse(x.body).at("error");
  require(error.at("message").is_string() && error.at("type").is_string());
  require(error.contains("param") && error.contains("code"));
}

void check(const openai::completion_request& x) {
  require(x.model == "m" && x.stop.size() <= openai::stops_max);
  for (const auto& stop : x.stop)
    require(!stop.empty() && stop.size() <= openai::stop_bytes_max);
  require(x.sample.temperature >= 0 && x.sample.temperature <= 2);
  require(x.sample.top_p > 0 && x.sample.top_p <= 1);
  require(x.sample.min_p >= 0 && x.sample.min_p <= 1);
  require(x.sample.repetition_penalty > 0 && x.sample.repetition_penalty <= 10);
  require(x.endpoint != openai::endpoint::chat || !x.messages.empty());
  auto message = openai::to_start_request(x, {}, {}, 1);
  require(message.messages.size() == x.messages.size());
}

void check(const openai::corpus_call& x) {
  require(x.corpus == "rates");
}

template <class Other>
void check(const Other&) {
}

/// Whatever a model says, what goes out is JSON.
void check_text(const std::string& text, bool stream) {
  auto call = openai::completion_request{};
  call.stream = stream;
  auto x = openai::answer{call, {}, 0};
  auto delta = text_delta{};
  delta.text = text;
  auto events = x.add(delta).events + x.finish({}).events;
  constexpr auto field = std::string_view{"data: "};
  for (auto rest = std::string_view{events}; !rest.empty();) {
    auto end = rest.find("\n\n");
    require(rest.starts_with(field) && end != rest.npos);
    auto data = rest.substr(field.size(), end - field.size());
    require(data == "[DONE]" || openai::json::accept(data));
    rest.remove_prefix(end + 2);
  }
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto rest = std::string{reinterpret_cast<const char*>(data) + 1, size - 1};
  const auto& to = routes[data[0] % routes.size()];
  auto request
    = http::request{to.method, to.target, "", "application/json", rest};
  std::visit([](const auto& x) { check(x); },
             openai::decide(options(), request));
  request.target = rest;
  std::visit([](const auto& x) { check(x); },
             openai::decide(options(), request));
  check_text(rest, data[0] % 2 == 0);
  return 0;
}
