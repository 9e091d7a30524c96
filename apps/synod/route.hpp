#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod route explain`.
void add_route(command_line app);

} // namespace synod
