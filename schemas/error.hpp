#pragma once

#include <caf/error.hpp>
#include <caf/make_message.hpp>

#include <cstdint>
#include <string>

namespace synod {

/// Why something was refused. The values are part of the wire format: append,
/// never renumber.
enum class errc : std::uint8_t {
  unspecified = 1,

  // -- transport --------------------------------------------------------------

  /// The node is not connected, or was lost while the request was under way.
  node_down,
  /// The node has no actor by that name.
  unknown_actor,
  /// The node's actor ended before it answered, or without saying why.
  actor_failed,
  /// The message's type is unknown, or not part of the actor's interface.
  unknown_message,
  /// The bytes are not a message of the type they claim.
  malformed_message,
  /// The message is larger than a frame may be.
  message_too_large,
  /// Too much is under way; try again later.
  overloaded,
  /// No answer came in time.
  timed_out,

  // -- shard workers ----------------------------------------------------------

  /// The worker has no session by that id.
  unknown_session,
  /// The session id is already in use on this worker.
  session_exists,
  /// The sender is not whom the session's opener named for this.
  not_your_session,
  /// The message belongs to an attempt that has been given up.
  stale_attempt,
  /// The step's position is past the session's next position.
  position_gap,
  /// The activations are not a whole number of rows of the hidden size.
  shape_mismatch,
  /// The session would hold more positions than it reserved.
  positions_exceeded,
  /// The worker does not serve that model.
  unknown_model,
  /// The worker does not serve exactly those blocks.
  wrong_range,
  /// A value was not finite, or outside the arithmetic's declared range.
  value_out_of_range,
  /// A token id is not in the vocabulary.
  unknown_token,

  // -- requests ---------------------------------------------------------------

  /// The prompt does not fit the model's context.
  context_length_exceeded,
  /// Every replica of some range of blocks is gone or refuses.
  no_replica_left,
  /// The request was cancelled by its asker.
  cancelled,
  /// The request id is already in use.
  request_exists,
  /// No request has that id.
  unknown_request,
  /// An argument is out of its range.
  invalid_argument,
  /// The model's chat template is not one that this version can render.
  unknown_chat_template,

  // -- retrieval --------------------------------------------------------------

  /// No corpus has that domain or name.
  unknown_domain,
  /// The corpus has no passage by that id.
  unknown_passage,
  /// The corpus already has a passage by that id.
  passage_exists,
  /// The passage is larger than a passage may be.
  passage_too_large,
  /// The corpus could not be read or written.
  corpus_failed,

  // -- canonical encoding -----------------------------------------------------

  /// The bytes end inside a value.
  truncated,
  /// Bytes follow the message.
  trailing_bytes,
  /// A value is of another type than its field, or an array of another length.
  unexpected_type,
  /// A number or a length is not in its shortest form.
  not_shortest,
  /// A number does not fit its field, or names no enumerator.
  number_out_of_range,
  /// The message, a text, a byte string or a list is longer than allowed.
  too_long,
  /// The bytes are not what encoding the decoded message gives.
  not_canonical,

  // -- keys and proofs --------------------------------------------------------

  /// The signature is not the key's over these bytes.
  bad_signature,
  /// The proof does not lead to the root.
  bad_proof,
  /// The file does not hold a key in a form that this version reads.
  bad_key_file,
  /// The key file opens under another passphrase, or was changed.
  wrong_passphrase,

  // -- the store on disk ------------------------------------------------------

  /// The disk, the quota or the store's size limit is used up.
  store_full,
  /// Bytes on disk are not those that were written.
  store_damaged,
  /// The store could not be opened, read or written.
  store_failed,
  /// Another process has the file open.
  store_in_use,
  /// The store holds nothing by that name, height or version.
  not_stored,
  /// Neither slot of the signer's file holds a record: it must not sign.
  signer_record_lost,
};

/// Returns the enumerator's name.
[[nodiscard]] std::string to_string(errc x);

/// Returns one sentence for a person.
[[nodiscard]] const char* describe(errc x) noexcept;

} // namespace synod

CAF_ERROR_CODE_ENUM(synod::errc, "synod")
