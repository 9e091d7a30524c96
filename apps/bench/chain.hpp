#pragma once

#include <CLI/App.hpp>

namespace synod::bench {

/// Adds `chain`: what four validators on this machine do and cost.
void add_chain(CLI::App& bench);

} // namespace synod::bench
