#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod check`.
void add_check(CLI::App& app);

} // namespace synod
