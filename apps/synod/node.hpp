#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod node`.
void add_node(CLI::App& app);

} // namespace synod
