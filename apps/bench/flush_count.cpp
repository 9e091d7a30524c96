#include "apps/bench/flush_count.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <thread>

namespace synod::bench {

namespace {

using namespace std::chrono_literals;

pid_t spawn_strace(pid_t pid, const std::string& out) {
  auto target = std::to_string(pid);
  const char* argv[]
    = {"strace",       "-f",        "-q",
       "-ttt",         "-e",        "trace=fsync,fdatasync,write,pwrite64",
       "-o",           out.c_str(), "-p",
       target.c_str(), nullptr};
  auto child = pid_t{};
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY,
                                   0);
  auto failed = posix_spawnp(&child, "strace", &files, nullptr,
                             const_cast<char**>(argv), environ);
  posix_spawn_file_actions_destroy(&files);
  return failed == 0 ? child : -1;
}

/// The descriptors whose writes are on disk when they return.
std::set<std::string> synced_descriptors(pid_t pid) {
  auto result = std::set<std::string>{};
  auto folder = "/proc/" + std::to_string(pid) + "/fdinfo";
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    auto in = std::ifstream{entry.path()};
    for (auto line = std::string{}; std::getline(in, line);)
      if (line.starts_with("flags:")
          && (std::stoul(line.substr(6), nullptr, 8) & O_DSYNC) != 0)
        result.insert(entry.path().filename().string());
  }
  return result;
}

using moments = std::vector<std::chrono::system_clock::time_point>;

/// A line is: thread, seconds since 1970, call.
moments
read_flushes(const std::string& file, const std::set<std::string>& synced) {
  auto result = moments{};
  auto in = std::ifstream{file};
  for (auto line = std::string{}; std::getline(in, line);) {
    if (line.find("resumed>") != line.npos)
      continue; // its first half was counted
    auto words = std::istringstream{line};
    auto thread = 0;
    auto seconds = 0.0;
    auto call = std::string{};
    if (!(words >> thread >> seconds >> call))
      continue;
    auto open = call.find('(');
    if (open == call.npos)
      continue;
    auto descriptor
      = call.substr(open + 1, call.find_first_of(",)<", open) - open - 1);
    call.resize(open);
    auto flushes = call.ends_with("fsync") || call.ends_with("fdatasync");
    if (flushes || synced.contains(descriptor))
      result.emplace_back(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(
          std::chrono::duration<double>{seconds}));
  }
  return result;
}

} // namespace

std::optional<moments>
flush_times(pid_t pid, const std::filesystem::path& scratch,
            const std::function<void()>& f) {
  auto out = (scratch / "strace.txt").string();
  auto tracer = spawn_strace(pid, out);
  if (tracer < 0)
    return {};
  std::this_thread::sleep_for(500ms); // until it is attached
  auto status = 0;
  if (::waitpid(tracer, &status, WNOHANG) != 0)
    return {};
  auto synced = synced_descriptors(pid);
  f();
  ::kill(tracer, SIGINT);
  ::waitpid(tracer, &status, 0);
  return read_flushes(out, synced);
}

} // namespace synod::bench
