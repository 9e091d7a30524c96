#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod up`.
void add_up(CLI::App& app);

} // namespace synod
