#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod down`.
void add_down(CLI::App& app);

} // namespace synod
