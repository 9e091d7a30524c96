#pragma once

#include "schemas/request.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace synod::openai {

/// Which of OpenAI's two text endpoints was called.
enum class endpoint : std::uint8_t {
  chat,        ///< `/v1/chat/completions`
  completions, ///< `/v1/completions`
};

/// Where a call without `temperature` differs from OpenAI's default of 1: it is
/// greedy, so that the same question to the same model gives the same answer.
constexpr auto temperature_default = 0.0;

/// OpenAI's default of the older endpoint. A chat has no bound of its own.
constexpr auto completion_tokens_default = 16;

constexpr auto stops_max = std::size_t{4};
constexpr auto stop_bytes_max = std::size_t{256};
constexpr auto messages_max = std::size_t{2048};
constexpr auto tokens_max_max = std::int64_t{1} << 24;

/// A call that is in order as far as its text can tell.
struct completion_request {
  openai::endpoint endpoint = endpoint::chat;
  std::string model{};                  ///< Not empty; not known to exist.
  std::vector<chat_message> messages{}; ///< Of a chat: one or more.
  std::string prompt{};                 ///< Of a completion; may be empty.
  std::string domain{};                 ///< Empty: the coordinator picks one.
  synod::sampling sample{};
  bool seed_given = false;
  std::uint32_t tokens_max = 0;    ///< 0: what the context leaves.
  std::vector<std::string> stop{}; ///< Up to `stops_max`, none empty.
  bool ignore_eos = false;
  bool stream = false;
  bool include_usage = false; ///< In a last chunk of a stream.
};

/// Reads the body of a call.
///
/// Understood are OpenAI's `model`, `messages` or `prompt`, `stop`,
/// `max_tokens`, `max_completion_tokens`, `seed`, `temperature`, `top_p`, `n`,
/// `stream`, `stream_options`, and as extensions `top_k`, `min_p`,
/// `repetition_penalty`, `ignore_eos`, `domain`. What would change the meaning
/// of the answer and is not there (tools, logprobs, ...) is refused; whatever
/// else a client sends is ignored. The text `developer` for a role means
/// `system`, and a content may be a list of text parts, which are joined.
/// @throws refusal 400 that names the parameter
[[nodiscard]] completion_request
parse_completion_request(endpoint called, std::string_view body);

/// Returns the message for the coordinator.
[[nodiscard]] start_request
to_start_request(const completion_request& call, request_id id,
                 const actor_address& asker, std::uint32_t deadline_ms);

} // namespace synod::openai
