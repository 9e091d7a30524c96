#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>

namespace synod::bench {

/// Counts what a process flushes to disk while `f` runs: fsync, fdatasync, and
/// writes to files that are opened with O_DSYNC. By strace.
/// @returns nothing where strace is missing or may not attach
[[nodiscard]] std::optional<std::uint64_t>
count_flushes(pid_t pid, const std::filesystem::path& scratch,
              const std::function<void()>& f);

} // namespace synod::bench
