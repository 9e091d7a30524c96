#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod ask`, which puts a question to a running network through its
/// gateway, streams the answer, and prints its citations and who ran which
/// blocks. With `--json` it prints one object: `text`, `citations`, `route`,
/// `seed`, `request`, `domain`, `attempts`, `model`, `finish_reason`, `usage`.
void add_ask(CLI::App& app);

} // namespace synod
