#include "runtime/crypto/ed25519.hpp"

#include <sodium.h>

#include <stdexcept>
#include <utility>

namespace synod::crypto {

namespace {

/// libsodium chooses its code paths once.
void start_library() {
  static const auto started = sodium_init();
  if (started < 0)
    throw std::runtime_error("libsodium could not start");
}

const unsigned char* raw(std::span<const std::byte> bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

} // namespace

signing_key signing_key::generate() {
  start_library();
  auto seed = std::array<std::byte, seed_size>{};
  randombytes_buf(seed.data(), seed.size());
  auto result = from_seed(seed);
  sodium_memzero(seed.data(), seed.size());
  return result;
}

signing_key signing_key::from_seed(std::span<const std::byte, seed_size> seed) {
  start_library();
  static_assert(sizeof(secret_) == crypto_sign_SECRETKEYBYTES);
  auto result = signing_key{};
  auto half = synod::public_key::bytes_type{};
  crypto_sign_seed_keypair(half.data(), result.secret_.data(), raw(seed));
  result.public_key_ = synod::public_key{half};
  return result;
}

signing_key::signing_key(signing_key&& other) noexcept
  : secret_(other.secret_), public_key_(other.public_key_) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

signing_key& signing_key::operator=(signing_key&& other) noexcept {
  if (this != &other) {
    secret_ = other.secret_;
    public_key_ = other.public_key_;
    sodium_memzero(other.secret_.data(), other.secret_.size());
  }
  return *this;
}

signing_key::~signing_key() {
  sodium_memzero(secret_.data(), secret_.size());
}

std::span<const std::byte, signing_key::seed_size>
signing_key::seed() const noexcept {
  return std::as_bytes(std::span{secret_}).first<seed_size>();
}

signature signing_key::sign(std::span<const std::byte> message) const {
  auto result = signature::bytes_type{};
  crypto_sign_detached(result.data(), nullptr, raw(message), message.size(),
                       secret_.data());
  return signature{result};
}

bool verify(const public_key& key, std::span<const std::byte> message,
            const signature& x) noexcept {
  return crypto_sign_verify_detached(x.bytes().data(), raw(message),
                                     message.size(), key.bytes().data())
         == 0;
}

} // namespace synod::crypto
