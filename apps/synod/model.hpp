#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod model info`: what a model file says of itself.
void add_model(CLI::App& app);

} // namespace synod
