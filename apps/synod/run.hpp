#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod run`: a model alone in this process, without a network.
void add_run(CLI::App& app);

} // namespace synod
