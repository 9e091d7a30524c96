#pragma once

#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/sha256.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

namespace synod::chain {

/// Remembers which signatures held, so that a transaction checked at the door
/// is not checked again in its block. Says of any arguments exactly what the
/// rule does. A cache of sets, in each of which the newest push out the oldest,
/// so that its memory is the same on the first day and after a year; safe to
/// use from any thread.
class known_signatures {
public:
  using rule = std::function<bool(const public_key&, std::span<const std::byte>,
                                  const signature&)>;

  /// @param remembered_max about so many; 32 bytes for each
  explicit known_signatures(std::size_t remembered_max = 65'536,
                            rule holds = crypto::verify);

  [[nodiscard]] bool
  verify(const public_key& key, std::span<const std::byte> message,
         const signature& x);

private:
  using set = std::array<digest, 4>; // newest first; zero: none

  bool is_known(const digest& name);
  void remember(const digest& name);
  set& set_of(const digest& name);

  const rule holds_;
  std::mutex mutex_;
  std::vector<set> sets_; // guarded by it
};

} // namespace synod::chain
