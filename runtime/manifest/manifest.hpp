#pragma once

#include "schemas/digest.hpp"
#include "schemas/genesis.hpp"

#include <filesystem>
#include <span>
#include <string>

// What the ledger knows of a model: enough to tell its file from any other.

namespace synod::manifest {

/// Leaves of a manifest are pieces of the file of so many bytes; the last one
/// may be shorter. So a worker can prove one piece of what it holds.
constexpr auto piece_bytes = std::size_t{1} << 20;

/// @returns the RFC 6962 root over the pieces of a file's bytes: weights,
///          tokenizer and chat template, all that an answer depends on.
[[nodiscard]] model_root root_of(std::span<const std::byte> file);

/// Likewise of a file that is read piece by piece.
/// @throws std::runtime_error with one line for a person
[[nodiscard]] model_root root_of(const std::filesystem::path& file);

/// @returns what a genesis says of a GGUF file that is served under this name;
///          the template's hash is zero if the file has none.
/// @throws std::runtime_error (of `root_of`), model_error
[[nodiscard]] genesis_model
describe(const std::filesystem::path& file, std::string name);

} // namespace synod::manifest
