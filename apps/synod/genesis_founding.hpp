#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `keys` and `draft` to the command `genesis`, which must be there.
void add_genesis_founding(command_line app);

} // namespace synod
