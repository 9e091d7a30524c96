#pragma once

#include "actors/coordinator/passage_choice.hpp"
#include "runtime/model/chat_template.hpp"
#include "runtime/model/tokenizer.hpp"
#include "schemas/error.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace synod::coordinator {

/// What a coordinator must know of a model to take requests for it.
struct served_model {
  std::string name;
  std::uint32_t blocks = 0;
  std::uint32_t context_length = 0; ///< Positions.
  std::shared_ptr<const model::tokenizer> words;
  std::optional<model::chat_template> chat; ///< Nothing: completions only.
};

/// A prompt that fits the model.
struct fitted_prompt {
  std::vector<token_id> tokens;
  std::uint32_t passages = 0; ///< The best ones, that are in it.
};

/// Returns the last user turn with passages quoted before the question, as
/// `apps/demo/model/README.md` lays it out; without any, the question alone.
[[nodiscard]] std::string
quote_passages(std::string_view question, std::span<const cited_passage> best);

/// Returns what retrieval should look for: the last user turn, trimmed. Empty
/// for a completion.
[[nodiscard]] std::string question_of(const start_request& call);

/// Renders a call for a model, with as many of the passages as leave room for
/// an answer; the lowest-ranked go first. No text of a turn or a passage is
/// ever read as a control token.
/// @returns `context_length_exceeded` if nothing fits even without passages,
///          `unknown_chat_template`, or `invalid_argument` for roles or an
///          order of turns that the template refuses.
[[nodiscard]] std::variant<errc, fitted_prompt>
fit_prompt(const start_request& call, std::span<const cited_passage> best,
           const served_model& model);

} // namespace synod::coordinator
