#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <vector>

namespace synod::bench {

[[nodiscard]] inline double ms_of(std::chrono::nanoseconds x) noexcept {
  return std::chrono::duration<double, std::milli>{x}.count();
}

[[nodiscard]] inline double
ms_since(std::chrono::steady_clock::time_point began) noexcept {
  return ms_of(std::chrono::steady_clock::now() - began);
}

/// Measured values, in one unit.
class samples {
public:
  void add(double x) {
    values_.push_back(x);
  }

  void add(const samples& xs) {
    values_.insert(values_.end(), xs.values_.begin(), xs.values_.end());
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return values_.size();
  }

  /// @returns the smallest value that is not below a share `q` of them, in
  ///          [0, 1]; 0 if there are none.
  [[nodiscard]] double quantile(double q) const {
    if (values_.empty())
      return 0;
    auto sorted = values_;
    auto rank = static_cast<std::size_t>(
      std::ceil(q * static_cast<double>(sorted.size())));
    auto at
      = sorted.begin() + static_cast<std::ptrdiff_t>(rank > 0 ? rank - 1 : 0);
    std::nth_element(sorted.begin(), at, sorted.end());
    return *at;
  }

private:
  std::vector<double> values_;
};

} // namespace synod::bench
