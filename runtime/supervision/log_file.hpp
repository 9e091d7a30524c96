#pragma once

#include <cstdint>
#include <filesystem>

namespace synod::supervision {

/// The log of a process that appends to it. What grows beyond a bound moves to
/// the file `.1` beside it, in place of what was there, so that the two take
/// about twice the bound at most.
constexpr auto log_bytes_max = std::uintmax_t{16} << 20;

/// Opens a log for appending.
/// @returns a file descriptor, the caller's to close
/// @throws std::runtime_error with one line for a person
[[nodiscard]] int open_log(const std::filesystem::path& file);

/// Bounds the log, which its process need not notice: it goes on in the emptied
/// file. A line that comes just then may be lost, and where the disk is full
/// nothing is kept.
void bound_log(const std::filesystem::path& file,
               std::uintmax_t bytes_max = log_bytes_max) noexcept;

} // namespace synod::supervision
