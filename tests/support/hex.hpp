#pragma once

#include "schemas/byte_array.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace synod::test {

/// @returns the bytes that pairs of hex digits name.
inline std::vector<std::byte> from_hex(std::string_view text) {
  if (text.size() % 2 != 0)
    throw std::runtime_error("an odd number of hex digits");
  auto result = std::vector<std::byte>{};
  for (auto i = std::size_t{0}; i < text.size(); i += 2)
    result.push_back(static_cast<std::byte>(
      std::stoi(std::string{text.substr(i, 2)}, nullptr, 16)));
  return result;
}

/// @returns a `byte_array` of exactly those bytes.
template <class T>
T from_hex(std::string_view text) {
  auto found = synod::from_hex<T>(text);
  if (!found)
    throw std::runtime_error("not so many digits of lower-case hex");
  return *found;
}

} // namespace synod::test
