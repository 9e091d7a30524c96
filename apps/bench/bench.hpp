#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod bench`, whose subcommands measure.
void add_bench(CLI::App& app);

} // namespace synod
