#pragma once

#include "actors/gateway/api_error.hpp"
#include "actors/gateway/completion_request.hpp"

#include <cstdint>
#include <string>

namespace synod::openai {

/// What every piece of one answer repeats.
struct reply_head {
  openai::endpoint endpoint = endpoint::chat;
  request_id request;
  std::string model;
  std::int64_t created_s = 0; ///< Seconds since 1970.
  std::uint64_t seed = 0;
  bool include_usage = false; ///< Chunks say `"usage": null` if so.
  bool waited_for_escrow = false;
  std::string record_key{}; ///< Empty if nothing is paid.
};

/// Returns the id that OpenAI's clients show: "chatcmpl-" or "cmpl-" and the
/// first 32 hex digits of the request's id.
[[nodiscard]] std::string reply_id(const reply_head& x);

// The members beside OpenAI's stand in one field, `synod`: {"request", "seed",
// "domain", "attempts", "citations": [{"passage", "corpus", "version",
// "title"}], "route": [{"node", "actor", "first", "count"}]}, where `first` and
// `count` are a range of transformer blocks; where requests are paid also
// "cost", if there is any, and "record_key", which shows the request's record:
// a secret of whoever asked.

/// Returns the body of an answer that is not streamed.
[[nodiscard]] std::string
whole_reply(const reply_head& head, const std::string& text,
            const request_finished& end);

// Each of these returns one event of a stream, with its blank line.

/// Opens the assistant's turn. Empty for a completion, which has no turns.
[[nodiscard]] std::string first_event(const reply_head& head);

/// More of the text.
[[nodiscard]] std::string
text_event(const reply_head& head, const std::string& text);

/// Why the text ended, and the field `synod`.
[[nodiscard]] std::string
last_event(const reply_head& head, const request_finished& end);

/// The usage, with an empty list of choices.
[[nodiscard]] std::string
usage_event(const reply_head& head, const request_finished& end);

/// An error in mid-stream; the official clients raise it.
[[nodiscard]] std::string error_event(const api_error& why);

/// Tells that nothing follows.
[[nodiscard]] std::string done_event();

} // namespace synod::openai
