#include "apps/synod/genesis_founding.hpp"

#include "actors/node/chain_rules.hpp"
#include "apps/synod/genesis_file.hpp"
#include "apps/synod/genesis_parts.hpp"
#include "apps/synod/network_options.hpp"
#include "runtime/accounts/key_ring.hpp"

#include <iostream>
#include <memory>

namespace synod {

namespace {

struct options {
  std::string file;
  std::string data;
  std::string node;
  std::vector<std::string> parts;
  amount balance = balance_each;
};

void print_part(const options& x) {
  std::cout << genesis_part(load_network(x.file),
                            topology::open_data_folder(x.data), x.node,
                            x.balance);
  std::cerr
    << "the keys lie unencrypted in " << x.data
    << "/keys, for their owner alone; give these lines, which hold none "
       "of their secrets, to whoever founds the chain\n";
}

void print_draft(const options& x) {
  auto parts = std::vector<given_part>{};
  for (const auto& file : x.parts)
    parts.push_back({file, read_text_file(file)});
  auto folder = topology::open_data_folder(x.data);
  std::cout << genesis_draft(
    load_network(x.file),
    accounts::make_development_account(folder, accounts::community_account),
    parts);
  std::cerr << "read it: whoever gave a part has chosen its weight and its "
               "balances; then run: synod genesis new\n";
}

} // namespace

void add_genesis_founding(command_line app) {
  auto genesis = app.subcommand("genesis");
  auto x = std::make_shared<options>();
  auto keys = genesis.add_subcommand(
    "keys", "Make the ledger's keys of a node of this machine, and print its "
            "part of a draft. Keys that exist are kept.");
  add_topology_option(keys, x->file);
  add_node_option(keys, x->node);
  keys.add_option("--balance", x->balance, "What each account begins with")
    .between(std::int64_t{0}, std::int64_t{1} << 60)
    .capture_default_str();
  add_data_option(keys, x->data);
  keys.footer("Example:\n  synod genesis keys three-machines.toml beta > "
              "beta.part");
  keys.callback([x] { print_part(*x); });
  auto y = std::make_shared<options>();
  auto draft = genesis.add_subcommand(
    "draft", "Print the draft of a network's genesis, of the parts that its "
             "machines gave.");
  add_topology_option(draft, y->file);
  draft.add_option("parts", y->parts, "What `genesis keys` printed, by file")
    .required();
  add_data_option(draft, y->data);
  draft.footer("Example:\n  synod genesis draft three-machines.toml *.part > "
               "draft.toml");
  draft.callback([y] { print_draft(*y); });
}

} // namespace synod
