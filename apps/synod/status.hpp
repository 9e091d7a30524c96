#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod status`.
void add_status(CLI::App& app);

} // namespace synod
