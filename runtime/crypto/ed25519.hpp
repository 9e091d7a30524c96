#pragma once

#include "schemas/keys.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace synod::crypto {

/// The secret half of an Ed25519 key pair (RFC 8032). Moves, is never copied or
/// printed, and is wiped from memory at the end.
class signing_key {
public:
  static constexpr auto seed_size = std::size_t{32};

  /// @returns a new key from the system's randomness.
  [[nodiscard]] static signing_key generate();

  /// @returns the key that RFC 8032 derives from the seed.
  [[nodiscard]] static signing_key
  from_seed(std::span<const std::byte, seed_size> seed);

  signing_key(const signing_key&) = delete;
  signing_key& operator=(const signing_key&) = delete;
  signing_key(signing_key&& other) noexcept;
  signing_key& operator=(signing_key&& other) noexcept;
  ~signing_key();

  [[nodiscard]] const synod::public_key& public_key() const noexcept {
    return public_key_;
  }

  /// The secret, for key files alone.
  [[nodiscard]] std::span<const std::byte, seed_size> seed() const noexcept;

  /// Signs bytes that `signed_bytes` made; equal bytes get equal signatures.
  [[nodiscard]] signature sign(std::span<const std::byte> message) const;

private:
  signing_key() noexcept = default;

  std::array<unsigned char, 64> secret_{}; // seed, then public key
  synod::public_key public_key_;
};

/// The one rule by which every node accepts a signature: S < L, the encodings
/// of the key A and of R are canonical and not of small order, and R = [S]B -
/// [k]A without the cofactor. Two rules in one network would split the chain.
/// By libsodium: Botan 2.19.3 accepts S >= L and a small-order key.
[[nodiscard]] bool
verify(const public_key& key, std::span<const std::byte> message,
       const signature& x) noexcept;

} // namespace synod::crypto
