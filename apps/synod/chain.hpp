#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod chain [status|block HEIGHT|tx ID|validators|escrow ID|
/// workers]`. With
/// `--json` each prints the gateway's answer: one object (`chain_json.hpp`).
void add_chain(command_line app);

} // namespace synod
