#pragma once

#include "actors/coordinator/requests.hpp"
#include "schemas/status.hpp"

namespace synod::coordinator {

/// Returns how a coordinator is, for whoever watches.
[[nodiscard]] actor_status status_of(const requests& core);

} // namespace synod::coordinator
