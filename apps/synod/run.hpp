#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod run`: a model alone in this process, without a network.
void add_run(command_line app);

} // namespace synod
