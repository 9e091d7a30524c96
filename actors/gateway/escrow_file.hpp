#pragma once

#include "runtime/accounts/purse.hpp"

#include <filesystem>
#include <vector>

namespace synod {

/// Replaces the file that a purse is kept in: JSON, readable by its owner.
/// @throws std::runtime_error with one line for a person
void write_escrows(const std::filesystem::path& file,
                   const std::vector<accounts::kept_escrow>& x);

/// @returns none if there is no file.
/// @throws std::runtime_error with one line for a person if it holds something
///         else
[[nodiscard]] std::vector<accounts::kept_escrow>
read_escrows(const std::filesystem::path& file);

} // namespace synod
