#pragma once

#include <caf/error.hpp>
#include <caf/make_message.hpp>

#include <cstdint>
#include <string>

namespace synod {

/// Why something was refused. What each means stands once, as the sentence that
/// `describe` gives. The values are part of the wire format and of the ledger's
/// receipts: append, never renumber.
enum class errc : std::uint8_t {
  unspecified = 1,
  // transport
  node_down,
  unknown_actor,
  actor_failed,
  unknown_message,
  malformed_message,
  message_too_large,
  overloaded,
  timed_out,
  // shard workers
  unknown_session,
  session_exists,
  not_your_session,
  stale_attempt,
  position_gap,
  shape_mismatch,
  positions_exceeded,
  unknown_model,
  wrong_range,
  value_out_of_range,
  unknown_token,
  // requests
  context_length_exceeded,
  no_replica_left,
  cancelled,
  request_exists,
  unknown_request,
  invalid_argument,
  unknown_chat_template,
  // retrieval
  unknown_domain,
  unknown_passage,
  passage_exists,
  passage_too_large,
  corpus_failed,
  // canonical encoding
  truncated,
  trailing_bytes,
  unexpected_type,
  not_shortest,
  number_out_of_range,
  too_long,
  not_canonical,
  // keys and proofs
  bad_signature,
  bad_proof,
  bad_key_file,
  wrong_passphrase,
  // the store on disk
  store_full,
  store_damaged,
  store_failed,
  store_in_use,
  not_stored,
  signer_record_lost,
  // ledger: at the door
  malformed_transaction,
  transaction_too_large,
  unknown_transaction_type,
  wrong_chain,
  wrong_lane,
  transaction_expired,
  nonce_used,
  nonce_gap,
  fee_too_low,
  insufficient_balance,
  transaction_known,
  mempool_full,
  account_quota_full,
  // ledger: accounts and workers
  amount_is_zero,
  bond_too_small,
  worker_exists,
  bad_worker_name,
  worker_name_taken,
  curve_key_taken,
  unknown_worker,
  worker_leaving,
  // ledger: escrows
  unknown_escrow,
  not_the_owner,
  not_the_coordinator,
  bad_expiry,
  escrow_expired,
  escrow_not_expired,
  escrow_closing,
  escrow_exhausted,
  // ledger: attestations
  request_settled,
  bad_fee_cap,
  fee_over_cap,
  wrong_fee,
  nothing_attested,
  foreign_receipt,
  wrong_model,
  wrong_profile,
  foreign_key,
  bad_interval,
  receipts_unordered,
  duplicate_receipt,
  overlapping_receipts,
  receipt_gap,
  blocks_not_tiled,
  roots_differ,
  bad_failure_report,
  // routes
  bad_load_report,
  // validators
  not_a_validator,
  not_voting,
  // paid requests
  no_fee_cap,
  fee_cap_too_low,
};

/// Returns the enumerator's name.
[[nodiscard]] std::string to_string(errc x);

/// Returns one sentence for a person.
[[nodiscard]] const char* describe(errc x) noexcept;

} // namespace synod

CAF_ERROR_CODE_ENUM(synod::errc, "synod")
