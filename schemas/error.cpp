#include "schemas/error.hpp"

#include <algorithm>
#include <array>

namespace synod {

namespace {

struct entry {
  errc code;
  const char* name;
  const char* sentence;
};

constexpr auto entries = std::array{
  entry{errc::unspecified, "unspecified",
        "Something failed and did not say why."},
  entry{
    errc::node_down, "node_down",
    "The node is not connected, or was lost while the request was under way."},
  entry{errc::unknown_actor, "unknown_actor",
        "The node has no actor by that name."},
  entry{errc::actor_failed, "actor_failed",
        "The node's actor ended before it answered, or without saying why."},
  entry{errc::unknown_message, "unknown_message",
        "The message's type is unknown, or not part of the actor's interface."},
  entry{errc::malformed_message, "malformed_message",
        "The bytes are not a message of the type they claim."},
  entry{errc::message_too_large, "message_too_large",
        "The message is larger than a frame may be."},
  entry{errc::overloaded, "overloaded",
        "Too much is under way; try again later."},
  entry{errc::timed_out, "timed_out", "No answer came in time."},
  entry{errc::unknown_session, "unknown_session",
        "The worker has no session by that id."},
  entry{errc::session_exists, "session_exists",
        "The session id is already in use on this worker."},
  entry{errc::not_your_session, "not_your_session",
        "The sender is not whom the session's opener named for this."},
  entry{errc::stale_attempt, "stale_attempt",
        "The message belongs to an attempt that has been given up."},
  entry{errc::position_gap, "position_gap",
        "The step's position is past the session's next position."},
  entry{errc::shape_mismatch, "shape_mismatch",
        "The activations are not a whole number of rows of the hidden size."},
  entry{errc::positions_exceeded, "positions_exceeded",
        "The session would hold more positions than it reserved."},
  entry{errc::unknown_model, "unknown_model",
        "The worker does not serve that model."},
  entry{errc::wrong_range, "wrong_range",
        "The worker does not serve exactly those blocks."},
  entry{errc::value_out_of_range, "value_out_of_range",
        "A value was not finite, or outside the arithmetic's declared range."},
  entry{errc::unknown_token, "unknown_token",
        "A token id is not in the vocabulary."},
  entry{errc::context_length_exceeded, "context_length_exceeded",
        "The prompt does not fit the model's context."},
  entry{errc::no_replica_left, "no_replica_left",
        "Every replica of some range of blocks is gone or refuses."},
  entry{errc::cancelled, "cancelled",
        "The request was cancelled by its asker."},
  entry{errc::request_exists, "request_exists",
        "The request id is already in use."},
  entry{errc::unknown_request, "unknown_request", "No request has that id."},
  entry{errc::invalid_argument, "invalid_argument",
        "An argument is out of its range."},
  entry{errc::unknown_chat_template, "unknown_chat_template",
        "The model's chat template is not one that this version can render."},
  entry{errc::unknown_domain, "unknown_domain",
        "No corpus has that domain or name."},
  entry{errc::unknown_passage, "unknown_passage",
        "The corpus has no passage by that id."},
  entry{errc::passage_exists, "passage_exists",
        "The corpus already has a passage by that id."},
  entry{errc::passage_too_large, "passage_too_large",
        "The passage is larger than a passage may be."},
  entry{errc::corpus_failed, "corpus_failed",
        "The corpus could not be read or written."},
};

const entry* find(errc x) noexcept {
  const auto* found = std::ranges::find(entries, x, &entry::code);
  return found == entries.end() ? nullptr : found;
}

} // namespace

std::string to_string(errc x) {
  const auto* found = find(x);
  return found ? found->name
               : "errc(" + std::to_string(static_cast<int>(x)) + ")";
}

const char* describe(errc x) noexcept {
  const auto* found = find(x);
  return found ? found->sentence : "An error this version does not know.";
}

} // namespace synod
