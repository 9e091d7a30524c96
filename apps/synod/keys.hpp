#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod keys`.
void add_keys(command_line app);

} // namespace synod
