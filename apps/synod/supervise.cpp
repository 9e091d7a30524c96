#include "apps/synod/supervise.hpp"

#include "actors/node/contacts.hpp"
#include "actors/node/development_ledger.hpp"
#include "runtime/supervision/last_lines.hpp"
#include "runtime/supervision/process_supervisor.hpp"
#include "runtime/topology/process_lock.hpp"

#include <ctime>
#include <iomanip>
#include <iostream>
#include <stdexcept>

namespace synod {

namespace {

using topology::data_folder;
using topology::network;

std::vector<supervision::process_spec>
processes_of(const network& network, const std::filesystem::path& file,
             const data_folder& folder) {
  auto result = std::vector<supervision::process_spec>{};
  for (const auto& node : network.nodes)
    result.push_back(
      {{.name = node.name},
       {{"node", file.string(), node.name, "--data", folder.root.string()},
        folder.log(node.name)}});
  return result;
}

supervision::supervisor_options options_of(const network& network) {
  using strategies = topology::supervision_spec::strategies;
  const auto& x = network.supervision;
  return {.strategy = x.strategy == strategies::one_for_one
                        ? supervision::strategy::one_for_one
                        : supervision::strategy::rest_for_one,
          .intensity = x.intensity,
          .period = x.period};
}

/// What the last network that ran here has left behind.
void remove_stale(const network& network, const data_folder& folder) {
  auto error = std::error_code{};
  std::filesystem::remove(folder.gateway_url(), error);
  for (const auto& node : network.nodes)
    std::filesystem::remove(folder.address(node.name), error);
}

void print_event(const std::string& line) {
  auto now = std::time(nullptr);
  auto parts = std::tm{};
  ::localtime_r(&now, &parts);
  std::cout << std::put_time(&parts, "%H:%M:%S ") << line << std::endl;
}

/// Says where the gateway is, once it is there.
bool print_url(const data_folder& folder) {
  auto url = topology::read_line(folder.gateway_url());
  if (url)
    print_event("the gateway answers at " + *url);
  return url.has_value();
}

/// The last lines of the log of each node that is not there, for a person who
/// asks why.
std::string reasons(const network& network, const data_folder& folder) {
  auto result = std::string{};
  for (const auto& node : network.nodes)
    if (auto lines = supervision::last_lines(folder.log(node.name), 3);
        lines.find("synod: ") != lines.npos)
      result += "\n" + folder.log(node.name).string() + ":\n" + lines;
  return result;
}

} // namespace

void supervise_network(const network& network,
                       const std::filesystem::path& file,
                       const data_folder& folder) {
  auto lock = topology::process_lock::take(folder.supervisor_lock());
  if (!lock)
    throw std::runtime_error("a network runs already in " + folder.root.string()
                             + "; stop it with `synod down --data "
                             + folder.root.string()
                             + "`, or name another folder with --data");
  remove_stale(network, folder);
  make_missing_keys(network, folder);
  if (auto made = make_missing_ledger(network, folder); !made.empty())
    print_event(made);
  auto supervisor = supervision::process_supervisor{
    processes_of(network, std::filesystem::absolute(file), folder),
    options_of(network), folder.supervisor_socket(), print_event};
  supervisor.poll_until([&folder] { return print_url(folder); });
  auto good = supervisor.run();
  auto why = good ? std::string{} : reasons(network, folder);
  remove_stale(network, folder);
  if (!good)
    throw std::runtime_error("the network was given up" + why);
}

} // namespace synod
