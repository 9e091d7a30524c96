#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace synod::test {

/// Values that are the same on every machine for a seed: the generator's output
/// is fixed by the standard, its distributions are not, so none is used.
class random_values {
public:
  explicit random_values(std::uint64_t seed) : engine_(seed) {
  }

  /// Returns an integer in [low, high].
  std::int64_t integer(std::int64_t low, std::int64_t high) {
    auto size = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(engine_() % size);
  }

  /// Returns a float in (-magnitude, magnitude).
  float real(float magnitude = 1) {
    return static_cast<float>(integer(-8'388'607, 8'388'607)) * 0x1p-23f
           * magnitude;
  }

  std::vector<float> reals(std::size_t count, float magnitude = 1) {
    std::vector<float> result(count);
    for (auto& x : result)
      x = real(magnitude);
    return result;
  }

  template <class T>
  std::vector<T>
  integers(std::size_t count, std::int64_t low, std::int64_t high) {
    std::vector<T> result(count);
    for (auto& x : result)
      x = static_cast<T>(integer(low, high));
    return result;
  }

private:
  std::mt19937_64 engine_;
};

} // namespace synod::test
