#include "runtime/supervision/child_process.hpp"

#include "runtime/supervision/log_file.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <utility>

extern "C" { // glibc 2.36 does not say so itself
#include <sys/pidfd.h>
}

namespace synod::supervision {

namespace {

constexpr auto exit_not_started = 127;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

/// Runs in the child, between fork and exec.
[[noreturn]] void become(char* const* arguments, int log, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) // it ended before the line above
    ::_exit(exit_not_started);
  ::signal(SIGPIPE, SIG_DFL);
  auto none = sigset_t{};
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  auto null = ::open("/dev/null", O_RDONLY);
  ::dup2(null, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execv("/proc/self/exe", arguments);
  ::_exit(exit_not_started);
}

} // namespace

child_process::child_process(const command& what) {
  auto words = std::vector<std::string>{"synod"};
  words.insert(words.end(), what.arguments.begin(), what.arguments.end());
  auto arguments = std::vector<char*>{};
  for (auto& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  auto log = open_log(what.log);
  auto parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0)
    become(arguments.data(), log, parent);
  ::close(log);
  if (pid_ < 0)
    fail("a process could not be started");
  descriptor_ = ::pidfd_open(pid_, 0);
  if (descriptor_ < 0) {
    auto error = errno;
    ::kill(pid_, SIGKILL); // not reaped yet, so the number is still its own
    ::waitpid(pid_, nullptr, 0);
    errno = error;
    fail("a process could not be watched");
  }
}

child_process::child_process(child_process&& other) noexcept
  : pid_(std::exchange(other.pid_, -1)),
    descriptor_(std::exchange(other.descriptor_, -1)) {
}

child_process& child_process::operator=(child_process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

child_process::~child_process() {
  if (pid_ >= 0) {
    send_signal(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

void child_process::send_signal(int number) noexcept {
  if (pid_ >= 0)
    ::pidfd_send_signal(descriptor_, number, nullptr, 0);
}

std::optional<process_end> child_process::reap() noexcept {
  auto status = 0;
  if (pid_ < 0 || ::waitpid(pid_, &status, WNOHANG) != pid_)
    return {};
  pid_ = -1;
  if (WIFSIGNALED(status))
    return process_end{true, WTERMSIG(status)};
  return process_end{false, WEXITSTATUS(status)};
}

} // namespace synod::supervision
