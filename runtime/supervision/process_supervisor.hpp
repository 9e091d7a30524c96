#pragma once

#include "runtime/supervision/child_process.hpp"
#include "runtime/supervision/control_socket.hpp"
#include "runtime/supervision/supervisor.hpp"

#include <map>

namespace synod::supervision {

/// The exit status by which a process says that starting it again cannot help
/// (EX_CONFIG of sysexits.h).
constexpr auto exit_hopeless = 78;

/// A process to keep running.
struct process_spec {
  child_spec child;
  command run;
};

/// How one supervised process is.
struct process_status {
  std::string name;
  pid_t pid = 0; ///< 0: it does not run now.
  std::uint64_t restarts = 0;
};

/// Keeps processes running by what a `supervisor` decides, until a signal
/// (SIGINT, SIGTERM, SIGHUP) or a question on its socket stops it. Runs in one
/// thread, and must be in a program that has no other.
class process_supervisor {
public:
  /// Is told what happens, one line for a person at a time.
  using observer = std::function<void(const std::string& line)>;

  /// @throws std::runtime_error if the socket cannot be made
  process_supervisor(std::vector<process_spec> processes,
                     supervisor_options options,
                     const std::filesystem::path& socket, observer tell);
  ~process_supervisor();

  process_supervisor(const process_supervisor&) = delete;
  process_supervisor& operator=(const process_supervisor&) = delete;

  /// Calls `f` about every 100 ms until it returns true.
  void poll_until(std::function<bool()> f) {
    poll_ = std::move(f);
  }

  /// Starts the processes and returns when all are gone.
  /// @returns false if it had to give up.
  bool run();

  [[nodiscard]] std::vector<process_status> status() const;

private:
  std::string answer(const std::string& question);
  void wait();
  void bound_logs();
  void read_signals();
  void reap();
  void apply(const std::vector<output>& outputs);
  [[nodiscard]] int timeout_ms() const;
  void send_signal(const stop_child& x);
  void start(std::size_t child);
  void ended(std::size_t child, process_end how);

  std::vector<process_spec> specs_;
  supervisor core_;
  observer tell_;
  int signals_ = -1;
  control_socket socket_;
  std::map<std::size_t, child_process> running_;
  std::vector<std::size_t> unstarted_; ///< Could not be forked.
  std::function<bool()> poll_;
  instant logs_looked_at_{0};
  bool stopped_ = false;
  bool gave_up_ = false;
};

} // namespace synod::supervision
