#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod down`.
void add_down(command_line app);

} // namespace synod
