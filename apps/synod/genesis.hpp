#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod genesis new DRAFT.toml`, which prints a genesis, and `synod
/// genesis check FILE`. With `--json` each prints one object: `valid`, `fault`
/// (a name, or null), `text`, and of a valid one `hash`, `chain_id`,
/// `validators`, `accounts`, `models` (how many), `supply`; `new` adds the
/// `genesis` itself, and prints nothing for a bad draft. Both end with status 1
/// unless it is valid.
void add_genesis(command_line app);

} // namespace synod
