#pragma once

#include "schemas/byte_array.hpp"

#include <stdexcept>
#include <string>

namespace synod {

/// @returns the id that a person named by its digits.
/// @throws std::runtime_error that names `what`, with one line for a person
template <class Id>
[[nodiscard]] Id parse_id(const std::string& text, const std::string& what) {
  auto found = from_hex<Id>(text);
  if (!found)
    throw std::runtime_error(
      what + " is " + std::to_string(2 * Id{}.bytes().size())
      + " digits of lower-case hex, not \"" + text + '"');
  return *found;
}

} // namespace synod
