#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod model info`: what a model file says of itself.
void add_model(command_line app);

} // namespace synod
