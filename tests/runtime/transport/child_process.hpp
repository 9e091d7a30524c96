#pragma once

#include "tests/runtime/transport/processes.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace synod::test {

/// A real process that runs node `b`: this program again, on its hidden test
/// "child". Is killed at the end.
class child_process {
public:
  /// @param asked  The endpoint of node `a`, whose actor it asks without end.
  explicit child_process(const std::string& asked = {}) {
    auto ends = std::array<int, 2>{};
    if (pipe(ends.data()) != 0)
      throw std::runtime_error("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL); // also while it is stopped
      dup2(ends[1], said_on);
      setenv(asks, asked.c_str(), 1);
      execl("/proc/self/exe", "transport_test", "child", nullptr);
      _exit(127);
    }
    ::close(ends[1]);
    for (auto c = char{}; read(ends[0], &c, 1) == 1 && c != '\n';)
      endpoint_ += c;
    ::close(ends[0]);
  }

  ~child_process() {
    kill(SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  /// Sends a signal; SIGSTOP has stopped the process when this returns.
  void kill(int signal) const {
    ::kill(pid_, signal);
    if (signal == SIGSTOP)
      waitpid(pid_, nullptr, WUNTRACED);
  }

  [[nodiscard]] const std::string& endpoint() const noexcept {
    return endpoint_;
  }

  /// Where the child writes its endpoint.
  static constexpr auto said_on = 9;

  /// The variable that tells the child whom to ask.
  static constexpr auto asks = "SYNOD_TEST_ASKED";

private:
  pid_t pid_ = 0;
  std::string endpoint_;
};

} // namespace synod::test
