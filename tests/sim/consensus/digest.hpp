#pragma once

#include "schemas/chain_ids.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

namespace synod::sim {

/// A fast digest of messages, for simulations: four lanes of a multiplicative
/// hash. Nobody in a simulation looks for collisions.
class digest {
public:
  explicit digest(std::uint64_t key = 0) noexcept : lanes_{} {
    for (auto& lane : lanes_)
      lane = key = mix(key + 0x9e3779b97f4a7c15U);
  }

  template <class T>
  digest& add(const T& x) {
    if constexpr (message<T>)
      std::apply([this](const auto&... field) { (add(field), ...); },
                 T::fields(x));
    else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
      absorb(static_cast<std::uint64_t>(x));
    else if constexpr (requires { x.value(); })
      absorb(x.value());
    else if constexpr (requires { x.bytes(); })
      for (auto byte : x.bytes())
        absorb(byte);
    else
      for (const auto& element : x)
        add(element);
    return *this;
  }

  template <class Id>
  [[nodiscard]] Id as() const noexcept {
    auto bytes = typename Id::bytes_type{};
    for (auto i = std::size_t{0}; i < bytes.size(); ++i)
      bytes[i] = static_cast<std::uint8_t>(mix(lanes_[i / 8 % 4] + i / 8)
                                           >> (i % 8 * 8));
    return Id{bytes};
  }

  [[nodiscard]] std::uint64_t value() const noexcept {
    return mix(lanes_[0] ^ lanes_[1] ^ lanes_[2] ^ lanes_[3]);
  }

private:
  static constexpr std::uint64_t mix(std::uint64_t x) noexcept {
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
  }

  void absorb(std::uint64_t x) noexcept {
    lanes_[next_] = mix(lanes_[next_] ^ x) + 0x9e3779b97f4a7c15U;
    next_ = (next_ + 1) % 4;
    lanes_[next_] ^= x;
  }

  std::uint64_t lanes_[4];
  unsigned next_ = 0;
};

} // namespace synod::sim
