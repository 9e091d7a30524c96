#include "apps/synod/check.hpp"

#include "apps/synod/network_options.hpp"

#include <iostream>
#include <map>

namespace synod {

namespace {

std::string summary(const topology::network& x) {
  auto roles = std::map<std::string, int>{};
  for (const auto& node : x.nodes)
    for (const auto& actor : node.actors)
      ++roles[topology::role_of(actor.options)];
  auto result
    = "network " + x.name + ", " + std::to_string(x.nodes.size()) + " nodes";
  for (const auto& [role, count] : roles)
    result
      += ", " + std::to_string(count) + " " + role + (count > 1 ? "s" : "");
  return result;
}

} // namespace

void add_check(command_line app) {
  auto file = std::make_shared<std::string>();
  auto command = app.add_subcommand(
    "check", "Check a topology: every fault with its line, column and key.");
  add_topology_option(command, *file);
  command.footer("Example:\n  synod check apps/demo/demo.toml");
  command.callback([file] {
    auto network = load_network(*file);
    std::cout << *file << ": ok: " << summary(network) << '\n';
  });
}

} // namespace synod
