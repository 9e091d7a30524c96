#pragma once

#include "runtime/proof/kept_request.hpp"
#include "schemas/block.hpp"
#include "schemas/consensus.hpp"
#include "schemas/ledger_bodies.hpp"
#include "schemas/proofs.hpp"
#include "schemas/transaction.hpp"

#include <optional>

// All that it takes to check, offline and against nothing but the genesis, that
// a request was attested and paid for.

namespace synod::proof {

/// A transaction with its body decoded, so that people can read it. The type is
/// the body's.
template <class Body>
struct opened {
  static constexpr auto name = "opened";

  std::uint8_t version = 1;
  std::string chain_id;
  lane_id lane;
  account_id sender;
  std::uint64_t nonce = 0;
  time_ms valid_until_ms = 0;
  amount fee_max = 0;
  Body body;
  synod::signature signature;

  static auto fields(auto& x) {
    return std::tie(x.version, x.chain_id, x.lane, x.sender, x.nonce,
                    x.valid_until_ms, x.fee_max, x.body, x.signature);
  }
};

/// A header, and the precommits that decided it.
struct decided_header {
  static constexpr auto name = "decided_header";

  block_header header;
  certificate commit;

  static auto fields(auto& x) {
    return std::tie(x.header, x.commit);
  }
};

/// That a block's transaction was applied: the receipt stands under the
/// receipts root in the header of the next height, and nowhere before.
struct success_proof {
  static constexpr auto name = "success_proof";

  decided_header following;
  transaction_receipt receipt;
  merkle_proof inclusion; ///< To `following`'s receipts root.

  static auto fields(auto& x) {
    return std::tie(x.following, x.receipt, x.inclusion);
  }
};

/// The document that `proof.json` holds.
struct service_proof {
  static constexpr auto name = "service_proof";

  std::uint8_t version = 1;
  digest genesis; ///< Of its canonical form.
  /// What the escrow was opened with: its id is this transaction's, so nobody
  /// can put another in its place.
  opened<open_escrow> escrow;
  opened<attest> attestation;
  decided_header block;   ///< Which holds the attestation.
  merkle_proof inclusion; ///< To `block`'s transactions root.
  std::optional<success_proof> success;
  std::optional<kept_request> request;

  static auto fields(auto& x) {
    return std::tie(x.version, x.genesis, x.escrow, x.attestation, x.block,
                    x.inclusion, x.success, x.request);
  }
};

/// @returns the transaction that was opened, as it was signed.
[[nodiscard]] signed_transaction close(const opened<attest>& x);
[[nodiscard]] signed_transaction close(const opened<open_escrow>& x);

/// @returns nothing if the body is not of that type, or not canonical.
[[nodiscard]] std::optional<opened<attest>>
open_attest(const signed_transaction& x);
[[nodiscard]] std::optional<opened<open_escrow>>
open_open_escrow(const signed_transaction& x);

/// @returns the one JSON text of a proof: two spaces deep, names in alphabetic
///          order, a newline at the end.
/// @throws form_error (`json_form.hpp`) if a text in it is not UTF-8
[[nodiscard]] std::string write_proof_json(const service_proof& x);

/// Reads a text that is exactly what `write_proof_json` gives.
/// @throws form_error
[[nodiscard]] service_proof read_proof_json(std::string_view text);

} // namespace synod::proof
