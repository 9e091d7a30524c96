#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace synod::crypto {

/// A CURVE (X25519) key pair in Z85, 40 characters each, as ZeroMQ takes them.
/// The secret key is wiped from memory at the end and is never printed.
struct curve_keys {
  std::string public_key;
  std::string secret_key;

  curve_keys() = default;
  curve_keys(const curve_keys&) = default;
  curve_keys(curve_keys&&) = default;
  curve_keys& operator=(const curve_keys&) = default;
  curve_keys& operator=(curve_keys&&) = default;
  ~curve_keys();
};

/// @returns a new pair from the system's randomness.
/// @throws std::runtime_error if libzmq was built without CURVE
[[nodiscard]] curve_keys make_curve_keys();

/// True for 40 characters of Z85 (ZeroMQ RFC 32).
[[nodiscard]] bool is_z85_key(std::string_view text) noexcept;

/// Letters, digits, `-` and `_`, 1 to 64 of them: what may name a key file.
[[nodiscard]] bool is_key_name(std::string_view name) noexcept;

/// Writes `name`.public and `name`.secret (mode 0600) into `folder`.
/// @throws std::runtime_error with one line for a person, for a bad name or if
///         one of the files is there already, which is left as it was
void write_curve_keys(const std::filesystem::path& folder,
                      const std::string& name, const curve_keys& keys);

/// @throws std::runtime_error with one line for a person if a file is missing,
///         is not a key, is open to others than its owner, or if the two do
///         not belong together
[[nodiscard]] curve_keys
read_curve_keys(const std::filesystem::path& folder, const std::string& name);

/// Reads `name`.public alone.
/// @throws std::runtime_error likewise
[[nodiscard]] std::string
read_public_key(const std::filesystem::path& folder, const std::string& name);

} // namespace synod::crypto
