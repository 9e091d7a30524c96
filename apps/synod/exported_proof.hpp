#pragma once

#include "apps/synod/gateway_call.hpp"
#include "apps/synod/kept_record.hpp"
#include "schemas/genesis.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace synod {

/// A proof of service that holds.
struct exported_proof {
  std::string text; ///< One JSON document.
  std::vector<std::string> proven;
};

/// What a proof is checked against.
struct trusted_genesis {
  std::filesystem::path file; ///< For messages.
  genesis what;
};

/// Assembles the proof of an attestation from what a gateway tells, and
/// verifies it.
/// @param request where to find what was asked; null: the proof leaves it out
/// @throws std::runtime_error with one line for a person
[[nodiscard]] exported_proof
fetch_proof(const gateway& from, const trusted_genesis& trusted,
            const transaction_id& id, const asker_files* request);

} // namespace synod
