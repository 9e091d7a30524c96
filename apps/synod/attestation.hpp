#pragma once

#include <CLI/App.hpp>

namespace synod {

/// Adds `synod attestation`, which exports a proof of service from a running
/// network to standard output: one JSON document.
void add_attestation(CLI::App& app);

} // namespace synod
