#pragma once

#include "runtime/model/digest.hpp"

#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace synod::test {

/// Equality of bits, which `==` on floats is not.
inline bool same_bits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size()
         && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

/// The first 16 digits of the SHA-256 over some values' bytes.
template <class T>
std::string short_digest(const std::vector<T>& values) {
  model::bits_digest digest;
  digest.add(std::as_bytes(std::span{values}));
  return digest.finish().substr(0, 16);
}

} // namespace synod::test
