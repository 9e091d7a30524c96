#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod verify`, which checks a proof offline. With `--json` it prints
/// one object: `verified`, `fault` (a part's name, or null), `findings` (each
/// `part`, `verdict`, `text`), `proven`, `not_proven`. Ends with status 1
/// unless it is verified.
void add_verify(CLI::App& app);

} // namespace synod
