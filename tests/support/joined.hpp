#pragma once

#include <string>
#include <vector>

namespace synod::test {

/// Returns the lines, each on one of its own and indented.
inline std::string joined(const std::vector<std::string>& lines) {
  auto result = std::string{};
  for (const auto& x : lines)
    result += "\n  " + x;
  return result;
}

} // namespace synod::test
