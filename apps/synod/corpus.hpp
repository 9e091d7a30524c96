#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod corpus`: what answers are looked up in, changed while the
/// network runs.
void add_corpus(CLI::App& app);

} // namespace synod
