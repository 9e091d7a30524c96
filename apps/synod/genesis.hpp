#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod genesis new DRAFT.toml`, which prints a genesis, and `synod
/// genesis check FILE`. With `--json` the latter prints one object: `valid`,
/// `fault` (a name, or null), `text`, and of a valid one `hash`, `chain_id`,
/// `validators`, `accounts`, `models` (how many), `supply`; it ends with status
/// 1 unless it is valid.
void add_genesis(CLI::App& app);

} // namespace synod
