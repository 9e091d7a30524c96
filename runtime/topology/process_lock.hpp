#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

namespace synod::topology {

/// A lock on a file that lasts as long as the process that took it, so that a
/// stale one cannot be. POSIX record locks: they tell who holds them, and a
/// `fork` does not inherit them. A process must open the file through this
/// class alone: closing any descriptor of it would give the lock up.
class process_lock {
public:
  /// @returns nothing if another process holds the lock.
  /// @throws std::runtime_error with one line for a person
  static std::optional<process_lock> take(const std::filesystem::path& file);

  /// @returns the process that holds the lock; nothing if none does.
  /// @pre this process does not hold it
  static std::optional<pid_t> holder(const std::filesystem::path& file);

  process_lock(process_lock&& other) noexcept;
  process_lock& operator=(process_lock&& other) noexcept;
  ~process_lock();

private:
  explicit process_lock(int descriptor) noexcept : descriptor_(descriptor) {
  }

  int descriptor_;
};

} // namespace synod::topology
