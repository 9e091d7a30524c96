#pragma once

#include "schemas/error.hpp"

namespace synod::accounts {

/// Whether to ask another validator what this one refuses for that reason: it
/// is away, or too busy, or keeps answering reads without taking part.
[[nodiscard]] constexpr bool may_another_answer(errc x) noexcept {
  switch (x) {
    case errc::node_down:
    case errc::unknown_actor:
    case errc::actor_failed:
    case errc::timed_out:
    case errc::overloaded:
    case errc::not_voting:
    case errc::store_damaged:
    case errc::store_failed:
    case errc::store_full:
      return true;
    default:
      return false;
  }
}

} // namespace synod::accounts
