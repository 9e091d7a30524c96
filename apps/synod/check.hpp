#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod check`.
void add_check(command_line app);

} // namespace synod
