#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod up`.
void add_up(command_line app);

} // namespace synod
