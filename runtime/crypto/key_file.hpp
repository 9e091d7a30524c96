#pragma once

#include "runtime/crypto/ed25519.hpp"

#include <caf/expected.hpp>

#include <filesystem>
#include <string_view>

// An Ed25519 key at rest, as a small JSON file of mode 0600. Either encrypted
// by Botan (Argon2id, then AES-256/GCM over the seed with all else as
// associated data), or a development key in the clear, whose file says so. The
// passphrase comes in as an argument; where it is asked for is not decided
// here.

namespace synod::crypto {

/// How much work a guess at a passphrase costs (Argon2id, RFC 9106).
struct passphrase_cost {
  std::uint32_t memory_kib = 65'536;
  std::uint32_t passes = 3;
};

/// What a key file says without a passphrase.
struct key_file_head {
  synod::public_key public_key;
  bool encrypted = false;
};

/// Writes a new file; one that is there is kept, with `store_failed`.
/// @returns `invalid_argument` for an empty passphrase
[[nodiscard]] caf::error
write_key_file(const std::filesystem::path& file, const signing_key& key,
               std::string_view passphrase, passphrase_cost cost = {});

/// Writes a new file that anyone who can read it can sign with.
[[nodiscard]] caf::error
write_development_key(const std::filesystem::path& file,
                      const signing_key& key);

/// @returns `bad_key_file` or `store_failed` on refusal, each with a sentence.
[[nodiscard]] caf::expected<key_file_head>
read_key_file_head(const std::filesystem::path& file);

/// @param passphrase not looked at for a development key
/// @returns `wrong_passphrase`, `bad_key_file` (also if the file is open to
///          others than its owner, or asks for more work than is sensible) or
///          `store_failed` on refusal, each with a sentence.
[[nodiscard]] caf::expected<signing_key>
read_key_file(const std::filesystem::path& file, std::string_view passphrase);

} // namespace synod::crypto
