#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace synod::supervision {

/// How to run this program once more.
struct command {
  std::vector<std::string> arguments; ///< After the program's own name.
  std::filesystem::path log;          ///< Gets both standard streams, appended.
};

/// How a process ended.
struct process_end {
  bool signalled = false;
  int code = 0; ///< The exit status, or the signal.
};

/// One child process, which runs this very program. It leads a process group of
/// its own, so that a terminal's Ctrl-C reaches its parent alone, and is killed
/// when the thread that started it ends, however that comes. Signals go through
/// a descriptor, never to a number that may belong to somebody else by now.
class child_process {
public:
  /// @throws std::runtime_error with one line for a person
  explicit child_process(const command& what);

  child_process(child_process&& other) noexcept;
  child_process& operator=(child_process&& other) noexcept;

  /// Kills the process if it still runs, and waits for its end.
  ~child_process();

  /// Readable once the process has ended.
  [[nodiscard]] int descriptor() const noexcept {
    return descriptor_;
  }

  [[nodiscard]] pid_t pid() const noexcept {
    return pid_;
  }

  void send_signal(int number) noexcept;

  /// @returns how the process ended, once; nothing while it runs.
  std::optional<process_end> reap() noexcept;

private:
  pid_t pid_ = -1;
  int descriptor_ = -1;
};

} // namespace synod::supervision
