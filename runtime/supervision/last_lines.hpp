#pragma once

#include <filesystem>
#include <string>

namespace synod::supervision {

/// @returns the last `lines` lines of a log, from its last 16 KiB; empty if it
///          cannot be read.
[[nodiscard]] std::string
last_lines(const std::filesystem::path& log, std::size_t lines);

} // namespace synod::supervision
