#pragma once

#include "schemas/genesis.hpp"

#include <filesystem>

namespace synod::chain {

/// Reads a genesis and checks its rules.
/// @throws std::runtime_error with one line for a person
[[nodiscard]] genesis open_genesis(const std::filesystem::path& file);

} // namespace synod::chain
