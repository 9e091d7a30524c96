#include "runtime/store/sealed.hpp"

#include "runtime/crypto/sha256.hpp"

#include <algorithm>
#include <array>

namespace synod::store {

namespace {

constexpr auto seal_size = std::size_t{32};

crypto::digest
seal_of(std::string_view table, byte_view key, byte_view payload) {
  // LMDB's keys have at most 511 bytes.
  auto between
    = std::array{std::byte{0}, static_cast<std::byte>(key.size() / 256),
                 static_cast<std::byte>(key.size() % 256)};
  auto hasher = crypto::sha256_stream{};
  hasher.add(std::as_bytes(std::span{table}));
  hasher.add(between);
  hasher.add(key);
  hasher.add(payload);
  return hasher.finish();
}

} // namespace

std::vector<std::byte>
seal(std::string_view table, byte_view key, byte_view payload) {
  auto hash = seal_of(table, key, payload);
  auto head = std::as_bytes(std::span{hash.bytes()});
  auto result = std::vector<std::byte>(seal_size + payload.size());
  auto end = std::ranges::copy(head, result.begin());
  std::ranges::copy(payload, end.out);
  return result;
}

std::optional<std::vector<std::byte>>
unseal(std::string_view table, byte_view key, byte_view sealed) {
  if (sealed.size() < seal_size)
    return {};
  auto head = std::vector(sealed.begin(), sealed.begin() + seal_size);
  auto payload = std::vector(sealed.begin() + seal_size, sealed.end());
  auto hash = seal_of(table, key, payload);
  if (!std::ranges::equal(head, std::as_bytes(std::span{hash.bytes()})))
    return {};
  return payload;
}

} // namespace synod::store
