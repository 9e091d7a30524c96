#include "runtime/crypto/random.hpp"

#include "runtime/crypto/sha256.hpp"

#include <botan/system_rng.h>

#include <cstring>

namespace synod::crypto {

std::array<std::uint8_t, 16> random_bits() {
  auto result = std::array<std::uint8_t, 16>{};
  Botan::system_rng().randomize(result.data(), result.size());
  return result;
}

request_id random_request_id() {
  auto bits = random_bits();
  return request_id{sha256(std::as_bytes(std::span{bits})).bytes()};
}

session_id random_session_id() {
  auto value = std::uint64_t{0};
  while (value == 0) {
    auto bits = random_bits();
    std::memcpy(&value, bits.data(), sizeof(value));
  }
  return session_id{value};
}

} // namespace synod::crypto
