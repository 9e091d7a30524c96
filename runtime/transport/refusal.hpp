#pragma once

#include "schemas/error.hpp"

#include <caf/sec.hpp>

namespace synod {

/// The code by which `reason` is named on the wire: its own if it is one of
/// ours, else `actor_failed`.
[[nodiscard]] inline errc to_errc(const caf::error& reason) noexcept {
  return reason && reason.category() == caf::error{errc{1}}.category()
           ? errc{reason.code()}
           : errc::actor_failed;
}

/// Likewise of what a request has failed with: silence is `timed_out`.
[[nodiscard]] inline errc errc_of(const caf::error& why) noexcept {
  return why == caf::sec::request_timeout ? errc::timed_out : to_errc(why);
}

} // namespace synod
