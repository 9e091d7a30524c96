#pragma once

#include "schemas/error.hpp"

namespace synod {

/// The code by which `reason` is named on the wire: its own if it is one of
/// ours, else `actor_failed`.
[[nodiscard]] inline errc to_errc(const caf::error& reason) noexcept {
  return reason && reason.category() == caf::error{errc{1}}.category()
           ? errc{reason.code()}
           : errc::actor_failed;
}

} // namespace synod
