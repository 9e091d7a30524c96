#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod perplexity`: how well a model foretells a text.
void add_perplexity(command_line app);

} // namespace synod
