#include "apps/synod/down.hpp"

#include "apps/synod/network_options.hpp"
#include "runtime/supervision/control_socket.hpp"
#include "runtime/topology/process_lock.hpp"

#include <chrono>
#include <csignal>
#include <iostream>
#include <stdexcept>
#include <thread>

namespace synod {

namespace {

using namespace std::chrono_literals;
using topology::data_folder;
using topology::process_lock;

constexpr auto look_interval = 20ms;

/// Longer than a supervisor takes to stop what it runs.
constexpr auto stop_timeout = 8s;
constexpr auto kill_timeout = 2s;

/// Every process that runs in the folder, by the locks it holds. Nodes hold
/// theirs also where their supervisor is gone.
std::vector<pid_t> running(const data_folder& folder) {
  auto result = std::vector<pid_t>{};
  auto error = std::error_code{};
  auto files = std::filesystem::directory_iterator{folder.root / "run", error};
  for (const auto& entry : files)
    if (entry.path().extension() == ".lock")
      if (auto pid = process_lock::holder(entry.path()))
        result.push_back(*pid);
  return result;
}

bool wait_until_gone(const data_folder& folder,
                     std::chrono::milliseconds timeout) {
  auto deadline = std::chrono::steady_clock::now() + timeout;
  while (!running(folder).empty()) {
    if (std::chrono::steady_clock::now() >= deadline)
      return false;
    std::this_thread::sleep_for(look_interval);
  }
  return true;
}

void send(const data_folder& folder, int signal) {
  for (auto pid : running(folder))
    ::kill(pid, signal);
}

void stop(const std::string& data) {
  auto folder = data_folder{std::filesystem::absolute(data)};
  if (running(folder).empty())
    throw std::runtime_error("no network runs in " + folder.root.string()
                             + "; name its folder with --data");
  auto asked
    = supervision::ask_supervisor(folder.supervisor_socket(), "stop", 1s);
  if (!asked)
    send(folder, SIGTERM);
  if (!wait_until_gone(folder, stop_timeout)) {
    send(folder, SIGKILL);
    if (!wait_until_gone(folder, kill_timeout))
      throw std::runtime_error("processes in " + folder.root.string()
                               + " could not be ended");
  }
  auto error = std::error_code{};
  std::filesystem::remove(folder.gateway_url(), error);
  std::cout << "stopped the network in " << folder.root.string() << '\n';
}

} // namespace

void add_down(command_line app) {
  auto data = std::make_shared<std::string>();
  auto command = app.add_subcommand(
    "down", "Stop a network; return when every process of it is gone.");
  add_data_option(command, *data);
  command.footer("Example:\n  synod down");
  command.callback([data] { stop(*data); });
}

} // namespace synod
