#include "apps/synod/http_client.hpp"
#include "apps/synod/network_status.hpp"
#include "apps/synod/supervise.hpp"
#include "runtime/supervision/control_socket.hpp"
#include "runtime/supervision/last_lines.hpp"
#include "runtime/topology/process_lock.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <variant>

namespace synod {

namespace {

using namespace std::chrono_literals;
using topology::data_folder;
using topology::network;

constexpr auto start_timeout = 60s;
constexpr auto look_interval = 20ms;

/// A node may be down for long, and the network serves without it.
constexpr auto link_timeout = 2s;

/// Runs in the child: becomes a background process with a log.
[[noreturn]] void
become(const network& network, const std::filesystem::path& file,
       const data_folder& folder) {
  ::setsid();
  auto null = ::open("/dev/null", O_RDONLY);
  auto log = ::open(folder.supervisor_log().c_str(),
                    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  ::dup2(null, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  auto status = EXIT_SUCCESS;
  try {
    supervise_network(network, file, folder);
  } catch (const std::exception& error) {
    std::cerr << "synod: " << error.what() << std::endl;
    status = EXIT_FAILURE;
  }
  ::_exit(status);
}

bool has_gateway(const network& network) {
  return std::ranges::any_of(network.nodes, [](const auto& node) {
    return std::ranges::any_of(node.actors, [](const auto& actor) {
      return std::holds_alternative<topology::gateway_spec>(actor.options);
    });
  });
}

/// Whether every node has said where it can be reached.
bool has_started(const network& network, const data_folder& folder) {
  return std::ranges::all_of(network.nodes, [&folder](const auto& node) {
    return std::filesystem::exists(folder.address(node.name));
  });
}

bool answers(const std::string& url) {
  auto answer = http_get(url, "/healthz", "", 1s);
  return answer && answer->status == 200;
}

/// Whether every node sees every other, so that the first question need not
/// wait for a route.
bool is_joined(const data_folder& folder) {
  auto nodes = network_status(folder)["nodes"];
  return std::ranges::all_of(nodes, [](const nlohmann::json& node) {
    auto links = node.value("links", nlohmann::json::array());
    return node.value("state", "") == "up"
           && std::ranges::all_of(links, [](const nlohmann::json& link) {
                return link.value("state", "") == "up";
              });
  });
}

void await_links(const data_folder& folder) {
  auto deadline = std::chrono::steady_clock::now() + link_timeout;
  while (!is_joined(folder) && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(look_interval);
}

} // namespace

std::string
detach_network(const network& network, const std::filesystem::path& file,
               const data_folder& folder) {
  if (auto other = topology::process_lock::holder(folder.supervisor_lock()))
    throw std::runtime_error(
      "a network runs already in " + folder.root.string() + " (process "
      + std::to_string(*other) + "); stop it with `synod down --data "
      + folder.root.string() + "`, or name another folder with --data");
  auto error = std::error_code{};
  std::filesystem::remove(folder.gateway_url(), error);
  for (const auto& node : network.nodes)
    std::filesystem::remove(folder.address(node.name), error);
  auto child = ::fork();
  if (child < 0)
    throw std::runtime_error("a process could not be started");
  if (child == 0)
    become(network, file, folder);

  auto deadline = std::chrono::steady_clock::now() + start_timeout;
  while (std::chrono::steady_clock::now() < deadline) {
    if (::waitpid(child, nullptr, WNOHANG) == child)
      throw std::runtime_error(
        "the network did not start; " + folder.supervisor_log().string()
        + " ends with\n"
        + supervision::last_lines(folder.supervisor_log(), 20));
    auto url = topology::read_line(folder.gateway_url()).value_or("");
    if (has_started(network, folder)
        && (!has_gateway(network) || (!url.empty() && answers(url)))) {
      if (!url.empty())
        await_links(folder);
      return url;
    }
    std::this_thread::sleep_for(look_interval);
  }
  static_cast<void>(
    supervision::ask_supervisor(folder.supervisor_socket(), "stop", 1s));
  throw std::runtime_error("the network did not answer within 60 s; see "
                           + (folder.root / "logs").string());
}

} // namespace synod
