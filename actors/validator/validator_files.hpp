#pragma once

#include "actors/validator/ledger_application.hpp"
#include "actors/validator/validator_signer.hpp"
#include "runtime/store/body_file.hpp"

#include <filesystem>
#include <memory>

namespace synod::chain {

/// All that a validator keeps on disk, open, and found to fit together.
struct validator_files {
  std::shared_ptr<store::chain_store> chain;
  std::unique_ptr<ledger_application> app; ///< Refers to `chain`.
  store::body_file bodies;
  validator_signer signer;
};

/// Opens the folder, or begins the chain in an empty one.
/// @param map_bytes_max how large the chain's store may grow
/// @param begin must outlive the result. @pre it was checked
/// @throws std::runtime_error with a sentence for a person: another process has
///         it open, it is of another chain, damaged, incomplete, or the disk is
///         full
[[nodiscard]] validator_files
open_validator_files(const genesis& begin, const std::filesystem::path& folder,
                     crypto::signing_key key, ledger::signature_check check,
                     std::size_t map_bytes_max = std::size_t{1} << 40);

} // namespace synod::chain
