#pragma once

#include "schemas/ledger_ids.hpp"

#include <cassert>
#include <limits>
#include <optional>
#include <stdexcept>

// Integer arithmetic on money that cannot go wrong silently.

namespace synod::ledger {

/// @returns the sum, or nothing if it does not fit.
[[nodiscard]] constexpr std::optional<amount>
checked_add(amount a, amount b) noexcept {
  if (a > std::numeric_limits<amount>::max() - b)
    return std::nullopt;
  return a + b;
}

/// For sums that conservation keeps below the supply.
/// @throws std::logic_error if it does not fit: money was made out of nothing.
[[nodiscard]] constexpr amount add(amount a, amount b) {
  if (auto sum = checked_add(a, b))
    return *sum;
  throw std::logic_error{"the ledger holds more money than there is"};
}

/// For differences that a check has allowed.
/// @throws std::logic_error if `b > a`.
[[nodiscard]] constexpr amount subtract(amount a, amount b) {
  if (b > a)
    throw std::logic_error{"the ledger spends money that it does not hold"};
  return a - b;
}

/// @returns when `delay` has passed after `now`; the end of time if it never
///          does.
[[nodiscard]] constexpr time_ms after(time_ms now, time_ms delay) noexcept {
  return checked_add(now, delay).value_or(std::numeric_limits<time_ms>::max());
}

/// @returns a x b, or the largest amount if it does not fit.
[[nodiscard]] constexpr amount multiply_saturated(amount a, amount b) noexcept {
  auto product = static_cast<unsigned __int128>(a) * b;
  constexpr auto max = std::numeric_limits<amount>::max();
  return product > max ? max : static_cast<amount>(product);
}

/// @returns `whole` x part / parts, rounded down, without overflow.
/// @pre part <= parts and parts > 0
[[nodiscard]] constexpr amount
fraction(amount whole, std::uint64_t part, std::uint64_t parts) noexcept {
  assert(part <= parts && parts > 0);
  auto product = static_cast<unsigned __int128>(whole) * part;
  return static_cast<amount>(product / parts);
}

} // namespace synod::ledger
