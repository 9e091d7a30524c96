#pragma once

#include <array>
#include <cstdint>

namespace synod::model {

/// Philox4x32 with ten rounds, a counter-based random generator: 128 bits that
/// are a function of key and counter alone.
/// J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
[[nodiscard]] constexpr std::array<std::uint32_t, 4>
philox(std::array<std::uint32_t, 2> key,
       std::array<std::uint32_t, 4> counter) noexcept {
  for (int round = 0; round < 10; ++round) {
    auto a = std::uint64_t{0xD2511F53} * counter[0];
    auto b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

} // namespace synod::model
