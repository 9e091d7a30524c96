#pragma once

#include <cfenv>

namespace synod::model {

/// Holds the calling thread's floating-point control state at what the profile
/// demands (round to nearest, denormals kept) and restores it at the end: an
/// embedding program, or a library built with -ffast-math, may have changed it.
class float_environment {
public:
  /// @throws std::runtime_error if the state cannot be had
  float_environment();
  ~float_environment();

  float_environment(const float_environment&) = delete;
  float_environment& operator=(const float_environment&) = delete;

  /// Returns whether the calling thread's arithmetic is the profile's, judged
  /// by its results.
  [[nodiscard]] static bool is_exact() noexcept;

private:
  std::fenv_t saved_;
};

} // namespace synod::model
