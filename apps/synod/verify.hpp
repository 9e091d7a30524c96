#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod verify`, which checks a proof offline. With `--json` it prints
/// one object: `verified`, `fault` (a part's name, or null), `findings` (each
/// `part`, `verdict`, `text`), `proven`, `not_proven`. Ends with status 1
/// unless it is verified.
void add_verify(command_line app);

} // namespace synod
