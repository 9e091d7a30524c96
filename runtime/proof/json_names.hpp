#pragma once

#include "runtime/proof/json_form.hpp"
#include "runtime/proof/service_proof.hpp"

// The names that files and the gateway use for the fields of messages.

namespace synod::json_form {

template <class... Ts>
constexpr auto names(Ts... texts) {
  return std::array<const char*, sizeof...(Ts)>{texts...};
}

// -- the chain ----------------------------------------------------------------

template <>
inline constexpr auto
  names_of<merkle_proof> = names("leaf_index", "leaf_count", "path");
template <>
inline constexpr auto
  names_of<lane_root> = names("state_root", "receipts_root");
template <>
inline constexpr auto
  names_of<block_header> = names("version", "chain_id", "height", "time_ms",
                                 "parent", "proposer", "validators_hash",
                                 "next_validators_hash", "transactions_root",
                                 "lane_roots", "evidence_root");
template <>
inline constexpr auto
  names_of<vote_signature> = names("validator", "valid_round", "signature");
template <>
inline constexpr auto names_of<certificate> = names("kind", "height", "round",
                                                    "block", "signatures");
template <>
inline constexpr auto
  names_of<transaction_receipt> = names("version", "transaction", "refusal",
                                        "fee");

// -- the attestation ----------------------------------------------------------

template <>
inline constexpr auto names_of<shard_range> = names("first", "count");
template <>
inline constexpr auto
  names_of<fee_cap> = names("version", "escrow", "request_number", "fee_max");
template <>
inline constexpr auto
  names_of<receipt> = names("version", "escrow", "request_number", "generation",
                            "worker", "model", "profile", "blocks", "position",
                            "positions", "input", "output");
template <>
inline constexpr auto names_of<signed_receipt> = names("receipt", "signature");
template <>
inline constexpr auto
  names_of<failure_report> = names("worker", "blocks", "generation", "position",
                                   "kind");
template <>
inline constexpr auto
  names_of<request_commitments> = names("prompt", "record", "tokens", "text");
template <>
inline constexpr auto
  names_of<attest> = names("version", "cap", "cap_signature", "fee",
                           "commitments", "receipts", "failures");
template <>
inline constexpr auto
  names_of<open_escrow> = names("version", "coordinator", "model", "price",
                                "deposit", "expires_ms");

// -- the request --------------------------------------------------------------

template <>
inline constexpr auto
  names_of<sampling_bits> = names("temperature_bits", "top_k", "top_p_bits",
                                  "min_p_bits", "repetition_penalty_bits",
                                  "seed");
template <>
inline constexpr auto
  names_of<quoted_passage> = names("corpus", "version", "passage", "title",
                                   "text");
template <>
inline constexpr auto names_of<recorded_turn> = names("role", "content");
template <>
inline constexpr auto
  names_of<load_report> = names("version", "worker", "sequence", "expires_ms",
                                "sessions", "sessions_max");
template <>
inline constexpr auto
  names_of<signed_load_report> = names("report", "signature");
template <>
inline constexpr auto
  names_of<request_record> = names("version", "model", "chat_template",
                                   "messages", "prompt", "domain", "passages",
                                   "sampling", "tokens_max", "stop",
                                   "ignore_eos", "load_reports", "route_height",
                                   "route_time_ms");
template <>
inline constexpr auto
  names_of<proof::kept_request> = names("version", "salt", "record", "prompt",
                                        "tokens", "text");

// -- the proof ----------------------------------------------------------------

template <class Body>
inline constexpr auto
  names_of<proof::opened<Body>> = names("version", "chain_id", "lane", "sender",
                                        "nonce", "valid_until_ms", "fee_max",
                                        "body", "signature");
template <>
inline constexpr auto
  names_of<proof::decided_header> = names("header", "commit");
template <>
inline constexpr auto
  names_of<proof::success_proof> = names("following", "receipt", "inclusion");
template <>
inline constexpr auto
  names_of<proof::service_proof> = names("version", "genesis", "escrow",
                                         "attestation", "block", "inclusion",
                                         "success", "request");

} // namespace synod::json_form
