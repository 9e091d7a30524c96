#pragma once

#include "apps/synod/command_line.hpp"

namespace synod::bench {

/// Adds `bench demo`: the figures of the demo network, each beside its limit.
void add_demo(command_line bench);

} // namespace synod::bench
