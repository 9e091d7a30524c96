#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod node`.
void add_node(command_line app);

} // namespace synod
