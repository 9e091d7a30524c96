#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `keys` and `draft` to the command `genesis`, which must be there.
void add_genesis_founding(CLI::App& app);

} // namespace synod
