#include "apps/bench/own_network.hpp"

#include "apps/synod/network_status.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iostream>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

namespace synod::bench {

namespace {

/// Runs this program with its output thrown away and returns its exit status.
int run_self(std::vector<std::string> arguments) {
  auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  arguments.insert(arguments.begin(), self);
  auto pointers = std::vector<char*>{};
  for (auto& x : arguments)
    pointers.push_back(x.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY,
                                   0);
  auto child = pid_t{};
  auto failed = posix_spawn(&child, self.c_str(), &files, nullptr,
                            pointers.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0)
    throw std::system_error{failed, std::generic_category(), "starting synod"};
  auto status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

} // namespace

own_network::own_network(const std::filesystem::path& topology,
                         topology::data_folder folder)
  : folder_(std::move(folder)) {
  auto began = std::chrono::steady_clock::now();
  if (run_self(
        {"up", topology.string(), "--detach", "--data", folder_.root.string()})
      != 0)
    throw std::runtime_error{"the network of " + topology.string()
                             + " did not come up; its logs lie in "
                             + (folder_.root / "logs").string()};
  start_time_ = std::chrono::duration_cast<std::chrono::milliseconds>(
    std::chrono::steady_clock::now() - began);
  url_ = status()["url"].get<std::string>();
}

own_network::~own_network() {
  auto ignored = std::error_code{};
  if (run_self({"down", "--data", folder_.root.string()}) != 0)
    std::cerr << "the network in " << folder_.root.string()
              << " did not stop\n";
  else if (!keeps_logs_)
    std::filesystem::remove_all(folder_.root, ignored);
}

void own_network::keep_logs() {
  keeps_logs_ = true;
  std::cerr << "the logs are in " << (folder_.root / "logs").string() << '\n';
}

nlohmann::json own_network::status() const {
  return network_status(folder_);
}

} // namespace synod::bench
