#pragma once

#include "runtime/crypto/ed25519.hpp"
#include "schemas/ledger_ids.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace synod {

/// A key file of a wallet, without its secret.
struct wallet_entry {
  std::string name;
  std::filesystem::path file;
  account_id account;
  bool encrypted = false;
  std::string error; ///< Not empty: the file holds no key.
};

/// The accounts below a data folder.
class wallet_files {
public:
  explicit wallet_files(std::filesystem::path data) : data_(std::move(data)) {
  }

  /// By name.
  [[nodiscard]] std::vector<wallet_entry> list() const;

  /// @throws std::runtime_error with one line for a person
  [[nodiscard]] wallet_entry find(const std::string& name) const;

  /// Makes a key, encrypted, or in the clear without a passphrase.
  /// @throws std::runtime_error with one line for a person, also if there is
  ///         one by that name, which is left as it was
  wallet_entry make(const std::string& name,
                    const std::optional<std::string>& passphrase) const;

  /// @throws std::runtime_error with one line for a person
  [[nodiscard]] static crypto::signing_key
  open(const wallet_entry& x, const std::string& passphrase);

  /// @returns the account by that name or, for 64 digits of hex, by that id.
  /// @throws std::runtime_error with one line for a person
  [[nodiscard]] account_id account_of(const std::string& name_or_id) const;

private:
  [[nodiscard]] std::filesystem::path folder() const;

  std::filesystem::path data_;
};

} // namespace synod
