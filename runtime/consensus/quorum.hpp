#pragma once

#include <cstdint>

namespace synod::consensus {

/// A validator's bonded stake. A set's total stays below `weight_limit`, so
/// that three times it still fits.
using vote_weight = std::uint64_t;

inline constexpr auto weight_limit = vote_weight{1} << 60;

/// More than 2/3 of the total: two such sets share an honest validator.
[[nodiscard]] constexpr bool
is_quorum(vote_weight weight, vote_weight total) noexcept {
  return 3 * weight > 2 * total;
}

/// More than 1/3 of the total: at least one of them is honest.
[[nodiscard]] constexpr bool
is_skip(vote_weight weight, vote_weight total) noexcept {
  return 3 * weight > total;
}

} // namespace synod::consensus
