#include "actors/validator/known_signatures.hpp"

#include "runtime/crypto/ed25519.hpp"

#include <vector>

namespace synod::chain {

bool known_signatures::verify(const public_key& key,
                              std::span<const std::byte> message,
                              const signature& x) {
  auto all = std::vector<std::byte>{};
  for (auto part : {std::as_bytes(std::span{key.bytes()}),
                    std::as_bytes(std::span{x.bytes()}), message})
    all.insert(all.end(), part.begin(), part.end());
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
