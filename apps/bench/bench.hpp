#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod bench`, whose subcommands measure.
void add_bench(command_line app);

} // namespace synod
