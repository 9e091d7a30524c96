#pragma once

#include "schemas/digest.hpp"

#include <cstddef>
#include <memory>
#include <span>

namespace synod::crypto {

using synod::digest;

/// SHA-256 (FIPS 180-4) by Botan, which uses the CPU's instructions for it.
[[nodiscard]] digest sha256(std::span<const std::byte> bytes);

/// SHA-256 of bytes that come in pieces.
class sha256_stream {
public:
  sha256_stream();
  ~sha256_stream();
  sha256_stream(sha256_stream&&) noexcept;
  sha256_stream& operator=(sha256_stream&&) noexcept;

  void add(std::span<const std::byte> bytes);

  /// @returns the digest of all that was added, and begins anew.
  [[nodiscard]] digest finish();

private:
  struct hasher;
  std::unique_ptr<hasher> hasher_;
};

} // namespace synod::crypto
