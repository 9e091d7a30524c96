#pragma once

#include "schemas/ledger_ids.hpp"

#include <chrono>

namespace synod {

/// @returns what this machine's clock says, which may jump. For actors and
/// whoever starts them: what decides is told the time.
[[nodiscard]] inline time_ms wall_ms() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<time_ms>(
    std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

} // namespace synod
