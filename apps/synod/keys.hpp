#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod keys`.
void add_keys(CLI::App& app);

} // namespace synod
