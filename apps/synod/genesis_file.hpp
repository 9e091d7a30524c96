#pragma once

#include "runtime/topology/data_folder.hpp"
#include "schemas/genesis.hpp"

#include <filesystem>
#include <string>

namespace synod {

/// Reads a file of the size that a person would hand on, whole: 16 MiB at most,
/// whatever it is (a pipe serves as well).
/// @throws std::runtime_error with one line for a person
[[nodiscard]] std::string read_text_file(const std::filesystem::path& file);

/// Reads and checks a genesis.
/// @throws std::runtime_error with one line for a person
[[nodiscard]] genesis read_genesis(const std::filesystem::path& file);

/// @returns `file`, or the genesis of the network in the data folder if it is
///          empty.
[[nodiscard]] std::filesystem::path
genesis_path(const std::string& file, const std::string& data);

} // namespace synod
