#include "runtime/crypto/sha256.hpp"

#include <botan/hash.h>

namespace synod::crypto {

struct sha256_stream::hasher {
  std::unique_ptr<Botan::HashFunction> function
    = Botan::HashFunction::create_or_throw("SHA-256");
};

sha256_stream::sha256_stream() : hasher_(std::make_unique<hasher>()) {
}

sha256_stream::~sha256_stream() = default;
sha256_stream::sha256_stream(sha256_stream&&) noexcept = default;
sha256_stream& sha256_stream::operator=(sha256_stream&&) noexcept = default;

void sha256_stream::add(std::span<const std::byte> bytes) {
  hasher_->function->update(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                            bytes.size());
}

digest sha256_stream::finish() {
  auto bytes = digest::bytes_type{};
  hasher_->function->final(bytes.data());
  return digest{bytes};
}

digest sha256(std::span<const std::byte> bytes) {
  thread_local auto stream
    = sha256_stream{}; // making one costs more than a hash
  stream.add(bytes);
  return stream.finish();
}

} // namespace synod::crypto
