#pragma once

#include <CLI/App.hpp>

namespace synod::bench {

/// Adds `bench demo`: the figures of the demo network, each beside its limit.
void add_demo(CLI::App& bench);

} // namespace synod::bench
