#pragma once

#include "schemas/address.hpp"
#include "schemas/ids.hpp"
#include "schemas/retrieval.hpp"
#include "schemas/route.hpp"
#include "schemas/settlement.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What a gateway and a coordinator say to each other about one user call.

namespace synod {

/// One turn of a conversation.
struct chat_message {
  static constexpr auto name = "chat_message";

  std::string role; ///< "system", "user", or "assistant".
  std::string content;

  static auto fields(auto& x) {
    return std::tie(x.role, x.content);
  }
};

/// Asks a coordinator for an answer. The text comes to `asker` as
/// `text_delta`s, and `request_finished` is the last of it, always.
struct start_request {
  static constexpr auto name = "start_request";

  request_id request;
  actor_address asker;
  std::string model;
  std::string domain; ///< Empty: the coordinator picks one. "none": no
                      ///< retrieval.
  std::vector<chat_message> messages; ///< A chat, or else empty.
  std::string prompt;                 ///< A completion, if `messages` is empty.
  sampling sample;
  bool seed_given = false;      ///< Else the coordinator draws one.
  std::uint32_t tokens_max = 0; ///< Of the answer; 0: what the context leaves.
  std::vector<std::string> stop;
  bool ignore_eos = false;
  std::uint32_t deadline_ms = 0; ///< From now; 0: the coordinator's default.
  /// Of an escrow, where requests are paid; its request number then gives the
  /// request's id (`ledger::request_of`). All zero where they are not.
  signed_fee_cap cap;

  static auto fields(auto& x) {
    return std::tie(x.request, x.asker, x.model, x.domain, x.messages, x.prompt,
                    x.sample, x.seed_given, x.tokens_max, x.stop, x.ignore_eos,
                    x.deadline_ms, x.cap);
  }
};

/// The request was admitted.
struct request_started {
  static constexpr auto name = "request_started";

  request_id request;
  std::uint64_t seed = 0;

  static auto fields(auto& x) {
    return std::tie(x.request, x.seed);
  }
};

/// More of the answer, whole characters. Ends nothing.
struct text_delta {
  static constexpr auto name = "text_delta";

  request_id request;
  std::uint32_t index = 0;      ///< Counts deltas from 0.
  std::string text;             ///< UTF-8.
  std::vector<token_id> tokens; ///< The ids that were sampled since the last.

  static auto fields(auto& x) {
    return std::tie(x.request, x.index, x.text, x.tokens);
  }
};

/// A passage that holds the answer.
struct citation {
  static constexpr auto name = "citation";

  std::string passage;
  std::string corpus;
  std::uint64_t version = 0; ///< Of the corpus.
  std::string title;

  static auto fields(auto& x) {
    return std::tie(x.passage, x.corpus, x.version, x.title);
  }
};

/// The end of a request: an answer, a refusal, or a failure.
struct request_finished {
  static constexpr auto name = "request_finished";

  request_id request;
  std::uint8_t error = 0; ///< An `errc`; 0: it ended well.
  std::string detail;     ///< One sentence for a person if it did not.
  std::string reason;     ///< "stop", "length", or empty with an error.
  std::uint32_t tokens_prompt = 0;
  std::uint32_t tokens_completion = 0;
  std::string domain; ///< The one that was searched, or empty.
  std::vector<citation> citations;
  std::vector<hop> route;     ///< Who ran which blocks, at the end.
  std::uint32_t attempts = 0; ///< 1 plus the number of failovers.
  /// What will be taken from the escrow, at most; 0 where nothing is paid.
  amount cost = 0;

  static auto fields(auto& x) {
    return std::tie(x.request, x.error, x.detail, x.reason, x.tokens_prompt,
                    x.tokens_completion, x.domain, x.citations, x.route,
                    x.attempts, x.cost);
  }
};

/// The asker has left: ends the request and frees what it holds.
struct cancel_request {
  static constexpr auto name = "cancel_request";

  request_id request;

  static auto fields(auto& x) {
    return std::tie(x.request);
  }
};

} // namespace synod
