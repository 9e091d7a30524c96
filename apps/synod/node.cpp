#include "apps/synod/node.hpp"

#include "actors/node/run_node.hpp"
#include "apps/synod/network_options.hpp"
#include "runtime/supervision/process_supervisor.hpp"

#include <iostream>

namespace synod {

namespace {

struct options {
  std::string file;
  std::string name;
  std::string data;
};

void run(const options& x) {
  try {
    run_node(load_network(x.file), x.name, topology::open_data_folder(x.data));
  } catch (const std::exception& error) {
    std::cerr << "synod: node " << x.name << ": " << error.what() << '\n';
    throw exit_status{supervision::exit_hopeless};
  }
}

} // namespace

void add_node(command_line app) {
  auto x = std::make_shared<options>();
  auto command = app.add_subcommand(
    "node", "Run one node of a network in this process, until SIGTERM.");
  add_topology_option(command, x->file);
  add_node_option(command, x->name);
  add_data_option(command, x->data);
  command.footer("The same file serves every machine of the network.\n"
                 "Example:\n  synod node apps/demo/three-machines.toml alpha");
  command.callback([x] { run(*x); });
}

} // namespace synod
