#pragma once

#include "apps/synod/command_line.hpp"

namespace synod::bench {

/// Adds `crash`: kills validators at random moments and checks that the chain
/// went on as if nothing had happened.
void add_crash(command_line bench);

} // namespace synod::bench
