#pragma once

#include "schemas/error.hpp"

#include <caf/expected.hpp>

#include <stdexcept>
#include <utility>

namespace synod::test {

/// @returns what was expected, moved out.
/// @throws std::runtime_error with the error's words if it is not there
template <class T>
T value_of(caf::expected<T> x) {
  if (!x)
    throw std::runtime_error(caf::to_string(x.error()));
  return std::move(*x);
}

} // namespace synod::test
