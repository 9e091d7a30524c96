#include "runtime/model/float_environment.hpp"

#include <limits>
#include <stdexcept>

namespace synod::model {

float_environment::float_environment() {
  std::fegetenv(&saved_);
  // The default environment rounds to nearest and, on x86, clears FTZ and DAZ.
  std::fesetenv(FE_DFL_ENV);
  if (!is_exact()) {
    std::fesetenv(&saved_);
    throw std::runtime_error(
      "this processor does not round to nearest or flushes denormals; the "
      "arithmetic profile cannot be kept");
  }
}

float_environment::~float_environment() {
  std::fesetenv(&saved_);
}

bool float_environment::is_exact() noexcept {
  // Volatile, or the compiler computes these for its own environment.
  volatile float one = 1;
  volatile float half_step = 0x1p-24f;
  volatile float smallest = std::numeric_limits<float>::min();
  volatile float denormal = std::numeric_limits<float>::denorm_min();
  volatile float tie_down = one + half_step;
  volatile float tie_up = (one + 0x1p-23f) + half_step;
  volatile float down = -one - half_step;
  volatile float flushed_out = smallest / 2;
  volatile float flushed_in = denormal * 0x1p30f;
  return tie_down == 1 && tie_up == 1 + 0x1p-22f && down == -1
         && flushed_out == 0x1p-127f && flushed_in == 0x1p-119f;
}

} // namespace synod::model
