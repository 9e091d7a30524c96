#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod perplexity`: how well a model foretells a text.
void add_perplexity(CLI::App& app);

} // namespace synod
