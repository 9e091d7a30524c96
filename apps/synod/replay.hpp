#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod replay`, which runs a proven request again and compares every
/// bit. With `--json` it prints one object: `equal`, `verified` (whether
/// `--trust` was given), `first_difference` (null, or `what`, `text` and, of a
/// worker, `worker`, `first`, `count`, `side`, `position`, `positions`),
/// `prompt_tokens`, `positions`, `text`, `workers` (each `worker`, `first`,
/// `count`, `position`, `positions`, `equal`). Ends with status 1 unless all
/// bits are equal.
void add_replay(command_line app);

} // namespace synod
