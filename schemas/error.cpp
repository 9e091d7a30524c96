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
  entry{errc::truncated, "truncated", "The bytes end inside a value."},
  entry{errc::trailing_bytes, "trailing_bytes", "Bytes follow the message."},
  entry{errc::unexpected_type, "unexpected_type",
        "A value is of another type than its field, or an array of another "
        "length."},
  entry{errc::not_shortest, "not_shortest",
        "A number or a length is not in its shortest form."},
  entry{errc::number_out_of_range, "number_out_of_range",
        "A number does not fit its field, or names no enumerator."},
  entry{errc::too_long, "too_long",
        "The message, a text, a byte string or a list is longer than allowed."},
  entry{errc::not_canonical, "not_canonical",
        "The bytes are not what encoding the decoded message gives."},
  entry{errc::bad_signature, "bad_signature",
        "The signature is not the key's over these bytes."},
  entry{errc::bad_proof, "bad_proof", "The proof does not lead to the root."},
  entry{errc::bad_key_file, "bad_key_file",
        "The file does not hold a key in a form that this version reads."},
  entry{errc::wrong_passphrase, "wrong_passphrase",
        "The key file opens under another passphrase, or was changed."},
  entry{errc::store_full, "store_full",
        "The disk, the quota or the store's size limit is used up."},
  entry{errc::store_damaged, "store_damaged",
        "Bytes on disk are not those that were written."},
  entry{errc::store_failed, "store_failed",
        "The store could not be opened, read or written."},
  entry{errc::store_in_use, "store_in_use",
        "Another process has the file open."},
  entry{errc::not_stored, "not_stored",
        "The store holds nothing by that name, height or version."},
  entry{errc::signer_record_lost, "signer_record_lost",
        "Neither slot of the signer's file holds a record: it must not sign."},
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
