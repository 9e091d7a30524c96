#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace synod::topology {

/// @returns how many characters must be added, dropped, replaced, or swapped
///          with their neighbour to turn `a` into `b`; looks at the first 64
///          characters of each (optimal string alignment distance).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// @returns the word that was probably meant: the nearest one, if it is within
///          a third of its length; the first of several.
[[nodiscard]] std::optional<std::string>
nearest(std::string_view word, const std::vector<std::string>& words);

} // namespace synod::topology
