#include "runtime/model/digest.hpp"

#include <botan/hash.h>
#include <botan/hex.h>

#include <bit>

namespace synod::model {

// Floats are hashed as they lie in memory.
static_assert(std::endian::native == std::endian::little);

struct bits_digest::hash {
  std::unique_ptr<Botan::HashFunction> function
    = Botan::HashFunction::create_or_throw("SHA-256");
};

bits_digest::bits_digest() : hash_(std::make_unique<hash>()) {
}

bits_digest::~bits_digest() = default;
bits_digest::bits_digest(bits_digest&&) noexcept = default;
bits_digest& bits_digest::operator=(bits_digest&&) noexcept = default;

void bits_digest::add(std::span<const float> values) {
  add(std::as_bytes(values));
}

void bits_digest::add(std::span<const std::byte> bytes) {
  hash_->function->update(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                          bytes.size());
}

std::string bits_digest::finish() {
  return Botan::hex_encode(hash_->function->final(), false);
}

} // namespace synod::model
