#pragma once

#include "apps/synod/command_line.hpp"

namespace synod::bench {

/// Adds `chain`: what four validators on this machine do and cost.
void add_chain(command_line bench);

} // namespace synod::bench
