#pragma once

#include "runtime/proof/verify.hpp"

// The parts of `verify`, for it alone.

namespace synod::proof {

/// What is looked at.
struct proof_facts {
  const service_proof& proof;
  const genesis& trusted;
  transaction_id attestation; ///< The id of `proof.attestation`.
};

/// @returns that a part holds if there is no fault, else that it fails.
[[nodiscard]] inline finding
judge(std::string part, std::string fault, std::string holds) {
  if (fault.empty())
    return {std::move(part), verdict::holds, std::move(holds)};
  return {std::move(part), verdict::fails, std::move(fault)};
}

/// @returns the model of the escrow; null if the genesis has no such one.
[[nodiscard]] const genesis_model* find_model(const proof_facts& x);

/// What was attested: `escrow`, `fee cap`, `receipts`, `fee`, `attestation`.
void check_service(const proof_facts& x, std::vector<finding>& out);

/// What became of it: `block`, `commit`, `inclusion`, `following block`,
/// `following commit`, `success`.
void check_chain(const proof_facts& x, std::vector<finding>& out);

/// What was asked and answered: `request`, `answer`.
void check_request(const proof_facts& x,
                   const std::optional<std::string_view>& answer,
                   std::vector<finding>& out);

/// Puts into words what a proof that holds shows, and what it does not.
void put_into_words(const proof_facts& x, verification& out);

} // namespace synod::proof
