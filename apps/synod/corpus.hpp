#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod corpus`: what answers are looked up in, changed while the
/// network runs.
void add_corpus(command_line app);

} // namespace synod
