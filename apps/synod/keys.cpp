#include "apps/synod/keys.hpp"

#include "apps/synod/network_options.hpp"
#include "runtime/crypto/curve_keys.hpp"

#include <iostream>

namespace synod {

namespace {

struct options {
  std::string name;
  std::string data;
};

void make_keys(const options& x) {
  auto folder = topology::open_data_folder(x.data);
  auto keys = crypto::make_curve_keys();
  crypto::write_curve_keys(folder.keys(), x.name, keys);
  std::cerr << "wrote " << (folder.keys() / (x.name + ".public")).string()
            << " and " << x.name << ".secret beside it; list this in the "
            << "topology as the node's public_key:\n";
  std::cout << keys.public_key << '\n';
}

} // namespace

void add_keys(command_line app) {
  auto x = std::make_shared<options>();
  auto keys = app.add_subcommand(
    "keys", "The CURVE keys by which nodes prove who they are.");
  keys.require_subcommand();
  auto command = keys.add_subcommand(
    "new", "Make a node's key pair under the data folder's keys/. The secret "
           "key is never printed; keys that exist are kept.");
  add_node_option(command, x->name);
  add_data_option(command, x->data);
  command.footer("Example:\n  synod keys new alpha --data /var/lib/synod");
  command.callback([x] { make_keys(*x); });
}

} // namespace synod
