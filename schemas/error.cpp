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
  entry{errc::malformed_transaction, "malformed_transaction",
        "The bytes are not a transaction in canonical form, or its body is not "
        "of its type."},
  entry{errc::transaction_too_large, "transaction_too_large",
        "The transaction is larger than the chain allows."},
  entry{errc::unknown_transaction_type, "unknown_transaction_type",
        "No transaction has that type."},
  entry{errc::wrong_chain, "wrong_chain",
        "The transaction was signed for another chain."},
  entry{errc::wrong_lane, "wrong_lane",
        "The transaction is for another lane, or one that does not exist."},
  entry{errc::transaction_expired, "transaction_expired",
        "The transaction's time has passed."},
  entry{errc::nonce_used, "nonce_used",
        "The account has used that nonce: the transaction is a repetition, or "
        "late."},
  entry{errc::nonce_gap, "nonce_gap",
        "The account's transactions before this one are missing."},
  entry{errc::fee_too_low, "fee_too_low",
        "The transaction allows less than the chain's fee."},
  entry{errc::insufficient_balance, "insufficient_balance",
        "The account does not hold that much."},
  entry{errc::transaction_known, "transaction_known",
        "The mempool holds that transaction."},
  entry{errc::mempool_full, "mempool_full",
        "The mempool is full; try again after the next block."},
  entry{errc::account_quota_full, "account_quota_full",
        "The account has too much waiting in the mempool; try again after the "
        "next block."},
  entry{errc::amount_is_zero, "amount_is_zero", "The amount is zero."},
  entry{errc::bond_too_small, "bond_too_small",
        "The bond is below the chain's minimum."},
  entry{errc::worker_exists, "worker_exists",
        "The account has registered a worker, or its bond has not returned."},
  entry{errc::bad_worker_name, "bad_worker_name",
        "A worker's name is 1 to 64 characters of a-z, 0-9, dot, dash, "
        "underscore and slash."},
  entry{errc::worker_name_taken, "worker_name_taken",
        "Another account holds that worker's name."},
  entry{errc::curve_key_taken, "curve_key_taken",
        "Another account holds that CURVE key."},
  entry{errc::unknown_worker, "unknown_worker",
        "The account has registered no worker."},
  entry{
    errc::worker_leaving, "worker_leaving",
    "The worker is unregistered; its bond returns after the dispute window."},
  entry{errc::unknown_escrow, "unknown_escrow",
        "There is no such escrow, or it was paid back."},
  entry{errc::not_the_owner, "not_the_owner",
        "The escrow is another account's."},
  entry{errc::not_the_coordinator, "not_the_coordinator",
        "The escrow names another coordinator."},
  entry{errc::bad_expiry, "bad_expiry",
        "The escrow would expire before a request could be settled."},
  entry{errc::escrow_expired, "escrow_expired",
        "The escrow's time has passed."},
  entry{errc::escrow_not_expired, "escrow_not_expired",
        "The escrow's time has not passed."},
  entry{errc::escrow_closing, "escrow_closing", "The escrow is being closed."},
  entry{errc::escrow_exhausted, "escrow_exhausted",
        "The escrow holds less than the request costs; top it up and attest "
        "again."},
  entry{errc::request_settled, "request_settled",
        "The request was settled before."},
  entry{errc::bad_fee_cap, "bad_fee_cap",
        "The fee cap is not signed by the escrow's owner."},
  entry{errc::fee_over_cap, "fee_over_cap",
        "The fee is above what the client allowed."},
  entry{errc::wrong_fee, "wrong_fee",
        "The fee is not the lesser of the cap and tokens x price."},
  entry{errc::nothing_attested, "nothing_attested",
        "The attestation carries no receipt."},
  entry{errc::foreign_receipt, "foreign_receipt",
        "A receipt is for another escrow or request."},
  entry{errc::wrong_model, "wrong_model",
        "A receipt or a worker is for another model than the escrow's."},
  entry{errc::wrong_profile, "wrong_profile",
        "A receipt names another arithmetic profile than the model's."},
  entry{errc::foreign_key, "foreign_key",
        "A receipt is not signed by the account of the worker it names."},
  entry{
    errc::bad_interval, "bad_interval",
    "A receipt covers no position, more than its 64, or not with its roots."},
  entry{errc::receipts_unordered, "receipts_unordered",
        "The receipts are not in the order of generation, first block and "
        "position."},
  entry{errc::duplicate_receipt, "duplicate_receipt",
        "Two receipts cover the same blocks and positions."},
  entry{errc::overlapping_receipts, "overlapping_receipts",
        "Two receipts cover the same blocks and some same positions."},
  entry{errc::receipt_gap, "receipt_gap",
        "Some blocks were not attested over some positions."},
  entry{errc::blocks_not_tiled, "blocks_not_tiled",
        "The receipts' ranges do not tile the model's blocks."},
  entry{errc::roots_differ, "roots_differ",
        "A worker's input is not the output of the one before it."},
  entry{errc::bad_failure_report, "bad_failure_report",
        "A failure report does not fit the request, or comes twice."},
  entry{errc::bad_load_report, "bad_load_report",
        "The load report is not the worker's, or older than one before."},
  entry{errc::no_fee_cap, "no_fee_cap",
        "Requests are paid here, and this one comes without a fee cap."},
  entry{errc::fee_cap_too_low, "fee_cap_too_low",
        "The fee cap does not pay for the prompt and one token."},
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
