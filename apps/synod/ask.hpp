#pragma once

#include "apps/synod/command_line.hpp"

namespace synod {

/// Adds `synod ask`, which puts a question to a running network through its
/// gateway, streams the answer, and prints its citations, who ran which blocks
/// and, where requests are paid, the request's id, which `synod route explain`
/// takes, what it cost and the attestation's id. With
/// `--json` it prints one object: `text`, `citations`, `route`, `seed`,
/// `request`, `domain`, `attempts`, `cost`, `attestation` (empty: none yet),
/// `model`, `finish_reason`, `usage`. Ends with status 1 if the answer is there
/// and what `--final` waits for is not.
void add_ask(command_line app);

} // namespace synod
