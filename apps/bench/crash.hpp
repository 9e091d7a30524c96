#pragma once

#include <CLI/App.hpp>

namespace synod::bench {

/// Adds `crash`: kills validators at random moments and checks that the chain
/// went on as if nothing had happened.
void add_crash(CLI::App& bench);

} // namespace synod::bench
