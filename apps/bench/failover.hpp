#pragma once

#include "apps/synod/command_line.hpp"

namespace synod::bench {

/// Adds `failover`: kills and stops workers in the middle of generations and
/// compares each with its undisturbed run.
void add_failover(command_line bench);

} // namespace synod::bench
