#include "actors/gateway/api_error.hpp"

#include "actors/gateway/json_body.hpp"

namespace synod::openai {

namespace {

constexpr auto retry_after_s = 1U;

struct meaning {
  unsigned status;
  const char* code;
  const char* param;
};

/// What is the client's to mend is 4xx and names a parameter; what may pass is
/// 503 or 504; the rest is the network's own fault.
meaning meaning_of(errc why) {
  switch (why) {
    case errc::unknown_model:
      return {404, "model_not_found", "model"};
    case errc::unknown_domain:
      return {400, "unknown_domain", "domain"};
    case errc::context_length_exceeded:
      return {400, "context_length_exceeded", "messages"};
    case errc::unknown_chat_template:
      return {400, "unknown_chat_template", "messages"};
    case errc::invalid_argument:
      return {400, "invalid_value", ""};
    case errc::unknown_passage:
      return {404, "unknown_passage", "id"};
    case errc::passage_exists:
      return {409, "passage_exists", "id"};
    case errc::passage_too_large:
      return {413, "passage_too_large", "text"};
    case errc::timed_out:
      return {504, "timed_out", ""};
    case errc::overloaded:
    case errc::no_replica_left:
    case errc::node_down:
    case errc::actor_failed:
    case errc::unknown_actor:
    case errc::cancelled:
      return {503, nullptr, ""};
    default:
      return {500, nullptr, ""};
  }
}

} // namespace

api_error
bad_parameter(std::string param, std::string message, std::string code) {
  return {.message = std::move(message),
          .param = std::move(param),
          .code = std::move(code)};
}

void refuse_parameter(const char* param, std::string message) {
  throw refusal{bad_parameter(param, std::move(message))};
}

api_error unsupported_parameter(std::string param, std::string message) {
  return bad_parameter(std::move(param), std::move(message),
                       "unsupported_parameter");
}

api_error from_errc(errc why, const std::string& detail) {
  auto [status, code, param] = meaning_of(why);
  return {.status = status,
          .type = status < 500 ? "invalid_request_error" : "server_error",
          .message = detail.empty() ? describe(why) : detail,
          .param = param,
          .code = code != nullptr ? code : to_string(why),
          .retry_after_s = status == 503 ? retry_after_s : 0};
}

std::string to_json(const api_error& x) {
  auto or_null = [](const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
  };
  return write(ordered_json{{"error",
                             {{"message", x.message},
                              {"type", x.type},
                              {"param", or_null(x.param)},
                              {"code", or_null(x.code)}}}});
}

http::response to_response(const api_error& x) {
  auto result = http::response{.status = x.status, .body = to_json(x)};
  if (x.retry_after_s != 0)
    result.headers.emplace_back("Retry-After", std::to_string(x.retry_after_s));
  if (!x.methods_allowed.empty())
    result.headers.emplace_back("Allow", x.methods_allowed);
  if (x.status == 401)
    result.headers.emplace_back("WWW-Authenticate", "Bearer");
  return result;
}

} // namespace synod::openai
