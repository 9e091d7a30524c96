#pragma once

#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "schemas/attestation.hpp"
#include "schemas/transaction.hpp"

#include <caf/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

// What accounts write: signed objects, and attestations that will hold.

namespace synod::ledger {

/// @returns the canonical `signed_transaction`, ready for a mempool.
/// @pre `x.sender` is the key's account
[[nodiscard]] std::string
sign_transaction(const crypto::signing_key& key, const transaction& x);

/// @returns the signature of a cap, a receipt or a load report on this chain.
template <message T>
[[nodiscard]] signature
sign(const crypto::signing_key& key, std::string_view chain_id, const T& x) {
  return key.sign(crypto::signed_bytes(chain_id, x));
}

/// What a coordinator has of a request when it ends.
struct finished_request {
  fee_cap cap;
  signature cap_signature;
  request_commitments commitments;
  std::vector<signed_receipt> receipts; ///< In any order.
  std::vector<failure_report> failures; ///< In any order, repeated or not.
};

/// Sorts, keeps the first failure of each worker and generation, and asks the
/// price. Fails with what `check_tiling` would refuse, so that a coordinator
/// learns before it pays for the transaction.
/// @param blocks of the model
/// @param price of the escrow, per token
[[nodiscard]] caf::expected<attest>
assemble_attestation(finished_request x, std::uint32_t blocks, amount price);

} // namespace synod::ledger
