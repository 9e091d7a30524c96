#pragma once

#include <string>
#include <string_view>

namespace synod {

/// A CURVE (RFC 26) key pair, each key as 40 characters of Z85.
struct curve_keys {
  std::string public_key;
  std::string secret_key;

  [[nodiscard]] bool empty() const noexcept {
    return secret_key.empty();
  }
};

/// @returns a new random key pair.
[[nodiscard]] curve_keys make_curve_keys();

/// Whether `text` is the Z85 form of 32 bytes.
[[nodiscard]] bool is_curve_key(std::string_view text);

} // namespace synod
