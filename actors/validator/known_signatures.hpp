#pragma once

#include "runtime/crypto/sha256.hpp"
#include "schemas/keys.hpp"

#include <mutex>
#include <span>
#include <unordered_set>

namespace synod::chain {

/// Remembers which signatures held, so that a transaction checked at the door
/// is not checked again in its block. Says of any arguments exactly what
/// `crypto::verify` does. Bounded; safe to use from any thread.
class known_signatures {
public:
  explicit known_signatures(std::size_t remembered_max = 65'536) noexcept
    : half_(remembered_max / 2) {
  }

  [[nodiscard]] bool
  verify(const public_key& key, std::span<const std::byte> message,
         const signature& x);

private:
  bool is_known(const digest& name);
  void remember(const digest& name);

  std::size_t half_;
  std::mutex mutex_; // guards the two below
  std::unordered_set<digest> young_;
  std::unordered_set<digest> old_;
};

} // namespace synod::chain
