#include "apps/synod/network_status.hpp"

#include "apps/synod/http_client.hpp"
#include "runtime/supervision/control_socket.hpp"
#include "runtime/topology/process_lock.hpp"

#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace synod {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using topology::data_folder;

constexpr auto answer_timeout = 3s;

/// A process of the network on this machine.
struct local_node {
  pid_t pid = 0; ///< 0: it does not run now.
  std::uint64_t restarts = 0;
};

using local_nodes = std::map<std::string, local_node>;

/// What the supervisor keeps running, if there is one.
std::optional<local_nodes> ask_for_nodes(const data_folder& folder) {
  auto answer = supervision::ask_supervisor(folder.supervisor_socket(),
                                            "status", answer_timeout);
  if (!answer)
    return {};
  auto result = local_nodes{};
  auto lines = std::istringstream{answer->text};
  auto name = std::string{};
  auto node = local_node{};
  while (lines >> name >> node.pid >> node.restarts)
    result[name] = node;
  return result;
}

/// The nodes that hold their locks: those that nobody supervises.
local_nodes find_nodes(const data_folder& folder) {
  auto result = local_nodes{};
  auto error = std::error_code{};
  auto files = std::filesystem::directory_iterator{folder.root / "run", error};
  for (const auto& entry : files)
    if (entry.path().extension() == ".lock"
        && entry.path() != folder.supervisor_lock())
      if (auto pid = topology::process_lock::holder(entry.path()))
        result[entry.path().stem().string()] = {*pid, 0};
  return result;
}

json ask_gateway(const data_folder& folder, const std::string& url) {
  auto key = topology::read_line(folder.gateway_key()).value_or("");
  auto answer = http_get(url, "/synod/status", key, answer_timeout);
  if (!answer || answer->status != 200)
    return json::object();
  auto result = json::parse(answer->body, nullptr, false);
  return result.is_object() ? result : json::object();
}

/// Says what this machine knows for sure of one of its own processes. A node
/// tells its address from when it serves.
void merge(json& node, const local_node& local, const data_folder& folder) {
  auto seen = node.value("state", "") == "up"
              && node.value("pid", std::uint64_t{0})
                   == static_cast<std::uint64_t>(local.pid);
  node["pid"] = local.pid;
  node["restarts"] = local.restarts;
  auto serves
    = topology::read_line(folder.address(node.value("name", ""))).has_value();
  node["state"] = local.pid == 0 ? "down"
                  : seen         ? "up"
                  : serves       ? "silent"
                                 : "starting";
}

} // namespace

json network_status(const data_folder& folder) {
  auto supervised = ask_for_nodes(folder);
  auto local = supervised ? *supervised : find_nodes(folder);
  if (!supervised && local.empty())
    throw std::runtime_error("no network runs in " + folder.root.string()
                             + "; name its folder with --data");
  auto url = topology::read_line(folder.gateway_url()).value_or("");
  auto result = url.empty() ? json::object() : ask_gateway(folder, url);
  result["url"] = url;
  if (!result.contains("nodes") || !result["nodes"].is_array())
    result["nodes"] = json::array();
  for (auto& node : result["nodes"]) {
    if (!node.contains("actors")) // the gateway does not reach it
      node["actors"] = json::array();
    auto found = local.find(node.value("name", ""));
    if (found == local.end())
      continue;
    merge(node, found->second, folder);
    local.erase(found);
  }
  for (const auto& [name, process] : local) {
    auto node = json{{"name", name}, {"actors", json::array()}};
    merge(node, process, folder);
    result["nodes"].push_back(std::move(node));
  }
  return result;
}

} // namespace synod
