#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace synod::bench {

/// When a process flushed to disk while `f` ran: fsync, fdatasync, and writes
/// to files that are opened with O_DSYNC. By strace.
/// @returns nothing where strace is missing or may not attach
[[nodiscard]] std::optional<std::vector<std::chrono::system_clock::time_point>>
flush_times(pid_t pid, const std::filesystem::path& scratch,
            const std::function<void()>& f);

} // namespace synod::bench
