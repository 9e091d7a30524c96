#pragma once

#include "apps/synod/command_line.hpp"

namespace synod::bench {

/// Adds `hop`: round trips of 8 KB between two processes, from actor to actor,
/// beside raw ROUTER/DEALER with the same frames in the same run.
void add_hop(command_line bench);

} // namespace synod::bench
