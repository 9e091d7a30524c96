#include "actors/validator/known_signatures.hpp"

#include "runtime/crypto/ed25519.hpp"

#include <vector>

namespace synod::chain {

bool known_signatures::verify(const public_key& key,
                              std::span<const std::byte> message,
                              const signature& x) {
  auto all = std::vector<std::byte>{message.begin(), message.end()};
  auto add = [&all](std::span<const std::byte> part) {
    all.insert(all.end(), part.begin(), part.end());
  };
  add(std::as_bytes(std::span{key.bytes()})); // of fixed sizes: no two readings
  add(std::as_bytes(std::span{x.bytes()}));
  auto name = crypto::sha256(all);
  if (is_known(name))
    return true;
  if (!crypto::verify(key, message, x))
    return false;
  remember(name);
  return true;
}

bool known_signatures::is_known(const digest& name) {
  auto lock = std::lock_guard{mutex_};
  return young_.contains(name) || old_.contains(name);
}

void known_signatures::remember(const digest& name) {
  auto lock = std::lock_guard{mutex_};
  if (young_.size() >= half_) {
    old_ = std::move(young_);
    young_.clear();
  }
  young_.insert(name);
}

} // namespace synod::chain
