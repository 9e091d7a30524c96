#include "apps/bench/flush_count.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <string>
#include <thread>

namespace synod::bench {

namespace {

using namespace std::chrono_literals;

pid_t spawn_strace(pid_t pid, const std::string& out) {
  auto target = std::to_string(pid);
  const char* argv[] = {"strace",
                        "-f",
                        "-q",
                        "-e",
                        "trace=fsync,fdatasync,write,pwrite64",
                        "-o",
                        out.c_str(),
                        "-p",
                        target.c_str(),
                        nullptr};
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

std::uint64_t
count_lines(const std::string& file, const std::set<std::string>& synced) {
  auto result = std::uint64_t{0};
  auto in = std::ifstream{file};
  for (auto line = std::string{}; std::getline(in, line);) {
    if (line.find("resumed>") != line.npos)
      continue; // its first half was counted
    auto open = line.find('(');
    if (open == line.npos)
      continue;
    auto end = line.find_first_of(",)< ", open);
    auto descriptor = line.substr(open + 1, end - open - 1);
    auto call = line.substr(0, open);
    auto flushes = call.ends_with("fsync") || call.ends_with("fdatasync");
    if (flushes || synced.contains(descriptor))
      ++result;
  }
  return result;
}

} // namespace

std::optional<std::uint64_t>
count_flushes(pid_t pid, const std::filesystem::path& scratch,
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
  return count_lines(out, synced);
}

} // namespace synod::bench
