#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod status`.
void add_status(command_line app);

} // namespace synod
