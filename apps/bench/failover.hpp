#pragma once

#include <CLI/App.hpp>

namespace synod::bench {

/// Adds `failover`: kills and stops workers in the middle of generations and
/// compares each with its undisturbed run.
void add_failover(CLI::App& bench);

} // namespace synod::bench
