#pragma once

#include <CLI/App.hpp>

namespace synod::bench {

/// Adds `hop`: round trips of 8 KB between two processes, from actor to actor,
/// beside raw ROUTER/DEALER with the same frames in the same run.
void add_hop(CLI::App& bench);

} // namespace synod::bench
