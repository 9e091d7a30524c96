#include "actors/gateway/completion_request.hpp"

#include "actors/gateway/api_error.hpp"
#include "actors/gateway/messages.hpp"
#include "actors/gateway/unsupported.hpp"

#include <algorithm>

namespace synod::openai {

namespace {

constexpr auto model_bytes_max = std::size_t{256};
constexpr auto domain_bytes_max = std::size_t{64};

std::string parse_model(const parameters& body) {
  if (body.find("model") == nullptr)
    throw refusal{bad_parameter("model", "You must provide a model parameter.",
                                "missing_required_parameter")};
  auto result = body.text("model", model_bytes_max);
  if (result.empty())
    throw refusal{bad_parameter("model", "Invalid 'model': it is empty.")};
  return result;
}

std::string parse_stop_string(const json& x, const std::string& param) {
  if (!x.is_string())
    refuse_type(param, "a string", x);
  auto result = x.get<std::string>();
  if (result.empty() || result.size() > stop_bytes_max)
    throw refusal{
      bad_parameter(param, "Invalid '" + param + "': must have from 1 to "
                             + std::to_string(stop_bytes_max) + " bytes.")};
  return result;
}

std::vector<std::string> parse_stop(const parameters& body) {
  const auto* stop = body.find("stop");
  if (stop == nullptr)
    return {};
  if (stop->is_string())
    return {parse_stop_string(*stop, "stop")};
  if (!stop->is_array())
    refuse_type("stop", "a string or a list of strings", *stop);
  if (stop->size() > stops_max)
    throw refusal{bad_parameter("stop", "Invalid 'stop': more than "
                                          + std::to_string(stops_max)
                                          + " strings.")};
  auto result = std::vector<std::string>{};
  for (const auto& x : *stop)
    result.push_back(
      parse_stop_string(x, "stop[" + std::to_string(result.size()) + "]"));
  return result;
}

std::uint32_t parse_tokens_max(const parameters& body, endpoint called) {
  auto absent = called == endpoint::chat ? 0 : completion_tokens_default;
  auto older = body.integer("max_tokens", 1, tokens_max_max, absent);
  auto newer = body.integer("max_completion_tokens", 1, tokens_max_max, older);
  if (body.find("max_tokens") != nullptr && newer != older)
    throw refusal{bad_parameter(
      "max_tokens", "'max_tokens' and 'max_completion_tokens' name two "
                    "different bounds: give one of them.")};
  return static_cast<std::uint32_t>(newer);
}

/// Any integer of 64 bits, signed or not: OpenAI's are signed, ours are not.
std::uint64_t parse_seed(const parameters& body) {
  const auto* seed = body.find("seed");
  if (seed == nullptr)
    return 0;
  if (!seed->is_number_integer())
    refuse_type("seed", "an integer of 64 bits", *seed);
  return seed->is_number_unsigned()
           ? seed->get<std::uint64_t>()
           : static_cast<std::uint64_t>(seed->get<std::int64_t>());
}

sampling parse_sampling(const parameters& body) {
  auto result = sampling{};
  result.temperature
    = static_cast<float>(body.number("temperature", 0, 2, temperature_default));
  // OpenAI allows 0, the samplers do not: either keeps the likeliest token.
  result.top_p
    = static_cast<float>(std::max(body.number("top_p", 0, 1, 1), 0x1p-30));
  result.min_p = static_cast<float>(body.number("min_p", 0, 1, 0));
  // -1 is what other servers take for "all".
  result.top_k = static_cast<std::uint32_t>(
    std::max(body.integer("top_k", -1, INT32_MAX, 0), std::int64_t{0}));
  auto penalty = body.number("repetition_penalty", 0, 10, 1);
  result.repetition_penalty = static_cast<float>(penalty);
  if (result.repetition_penalty <= 0)
    throw refusal{bad_parameter("repetition_penalty",
                                "Invalid 'repetition_penalty': must be above 0 "
                                "and at most 10.")};
  result.seed = parse_seed(body);
  return result;
}

void parse_stream(const parameters& body, completion_request& result) {
  result.stream = body.flag("stream", false);
  const auto* options = body.find("stream_options");
  if (options == nullptr)
    return;
  if (!result.stream)
    throw refusal{bad_parameter("stream_options",
                                "The 'stream_options' parameter is only "
                                "allowed when 'stream' is enabled.")};
  if (!options->is_object())
    refuse_type("stream_options", "an object", *options);
  auto usage = parameters{*options}.find("include_usage");
  if (usage == nullptr)
    return;
  if (!usage->is_boolean())
    refuse_type("stream_options.include_usage", "a boolean", *usage);
  result.include_usage = usage->get<bool>();
}

} // namespace

completion_request
parse_completion_request(endpoint called, std::string_view text) {
  auto object = parse_object(text);
  auto body = parameters{object};
  auto result = completion_request{.endpoint = called};
  result.model = parse_model(body);
  if (called == endpoint::chat)
    result.messages = parse_messages(object);
  else
    result.prompt = parse_prompt(object);
  refuse_unsupported(called, object);
  result.domain = body.text("domain", domain_bytes_max);
  result.sample = parse_sampling(body);
  result.seed_given = body.find("seed") != nullptr;
  result.tokens_max = parse_tokens_max(body, called);
  result.stop = parse_stop(body);
  result.ignore_eos = body.flag("ignore_eos", false);
  parse_stream(body, result);
  return result;
}

start_request
to_start_request(const completion_request& call, request_id id,
                 const actor_address& asker, std::uint32_t deadline_ms) {
  auto result = start_request{};
  result.request = id;
  result.asker = asker;
  result.model = call.model;
  result.domain = call.domain;
  result.messages = call.messages;
  result.prompt = call.prompt;
  result.sample = call.sample;
  result.seed_given = call.seed_given;
  result.tokens_max = call.tokens_max;
  result.stop = call.stop;
  result.ignore_eos = call.ignore_eos;
  result.deadline_ms = deadline_ms;
  return result;
}

} // namespace synod::openai
