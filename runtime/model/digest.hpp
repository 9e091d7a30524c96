#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace synod::model {

/// SHA-256 over the bits of floats, little-endian, in the order they are added.
/// Two runs have the same digest exactly if they computed the same bits.
class bits_digest {
public:
  bits_digest();
  ~bits_digest();
  bits_digest(bits_digest&&) noexcept;
  bits_digest& operator=(bits_digest&&) noexcept;

  void add(std::span<const float> values);
  void add(std::span<const std::byte> bytes);

  /// Returns 64 hexadecimal digits and begins anew.
  [[nodiscard]] std::string finish();

private:
  struct hash;
  std::unique_ptr<hash> hash_;
};

} // namespace synod::model
