#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod attestation`, which exports a proof of service from a running
/// network to standard output: one JSON document.
void add_attestation(command_line app);

} // namespace synod
