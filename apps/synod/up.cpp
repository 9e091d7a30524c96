#include "apps/synod/up.hpp"

#include "apps/synod/network_options.hpp"
#include "apps/synod/supervise.hpp"

#include <iostream>

namespace synod {

namespace {

struct options {
  std::string file;
  std::string data;
  bool detach = false;
};

void start(const options& x) {
  auto network = load_network(x.file);
  auto folder = topology::open_data_folder(x.data);
  if (!x.detach)
    return supervise_network(network, x.file, folder);
  auto url = detach_network(network, x.file, folder);
  std::cout << "network " << network.name << " runs in "
            << folder.root.string();
  if (!url.empty())
    std::cout << " and answers at " << url;
  std::cout << '\n';
}

} // namespace

void add_up(command_line app) {
  auto x = std::make_shared<options>();
  auto command = app.add_subcommand(
    "up", "Start every node of a network on this machine, each as its own "
          "process, and keep them running. Ctrl-C stops them.");
  add_topology_option(command, x->file);
  add_data_option(command, x->data);
  command.add_flag("--detach", x->detach,
                   "Return when the gateway answers; `synod down` stops it");
  command.footer("Example:\n  synod up apps/demo/demo.toml --detach");
  command.callback([x] { start(*x); });
}

} // namespace synod
