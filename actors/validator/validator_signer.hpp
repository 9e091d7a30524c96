#pragma once

#include "runtime/consensus/signer_record.hpp"
#include "runtime/crypto/ed25519.hpp"
#include "runtime/store/signer_file.hpp"

#include <filesystem>
#include <string>

namespace synod::chain {

/// Makes the file of this validator's signer where it is missing; before the
/// chain is stored, so that one which is missing beside a chain was lost.
/// @throws std::runtime_error with a sentence then, or if it cannot be made
void prepare_signer(const std::filesystem::path& file, bool has_chain,
                    const validator_id& owner, const std::string& chain_id);

/// The only holder of a validator's key. Signs what the record on disk names
/// and nothing else, so no crash and no fault elsewhere makes it sign twice.
class validator_signer {
public:
  /// @throws std::runtime_error with a sentence if the file cannot be opened,
  /// both of its records are lost, or they are another validator's or another
  /// chain's, and so do not say what this key has signed
  validator_signer(const std::filesystem::path& file, crypto::signing_key key,
                   std::string chain_id);

  [[nodiscard]] validator_id id() const noexcept {
    return validator_id{key_.public_key().bytes()};
  }

  [[nodiscard]] const std::string& chain_id() const noexcept {
    return chain_id_;
  }

  /// What was allowed last.
  [[nodiscard]] const consensus::signer_record& record() const noexcept {
    return record_;
  }

  /// A later record may have been lost.
  [[nodiscard]] bool is_damaged() const noexcept {
    return file_.one_slot_was_bad();
  }

  /// Allows the next signature; on disk when it returns. `invalid_argument` if
  /// that would go back; else as `signer_file::write`.
  [[nodiscard]] caf::error keep(const consensus::signer_record& next);

  /// Fails with `invalid_argument` unless the record names this.
  [[nodiscard]] caf::expected<signed_vote> sign(const vote& x) const;
  [[nodiscard]] caf::expected<signed_proposal> sign(const proposal& x) const;

private:
  [[nodiscard]] consensus::signer_record open_record() const;

  crypto::signing_key key_;
  std::string chain_id_;
  store::signer_file file_;
  consensus::signer_record record_;
};

} // namespace synod::chain
