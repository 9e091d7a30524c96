#include "apps/synod/attestation.hpp"

#include "apps/synod/exported_proof.hpp"
#include "apps/synod/genesis_file.hpp"
#include "apps/synod/kept_record.hpp"
#include "apps/synod/network_options.hpp"
#include "apps/synod/parse_id.hpp"

#include <iostream>
#include <memory>

namespace synod {

namespace {

struct options {
  std::string id;
  network_choice network;
  std::string genesis;
  std::string record_key_file;
  bool with_request = false;
};

void show(const exported_proof& x) {
  std::cerr << "verified against the genesis of this network:\n";
  for (const auto& text : x.proven)
    std::cerr << "  - " << text << '\n';
  std::cout << x.text;
}

void export_proof(const options& x) {
  auto id = parse_id<transaction_id>(x.id, "an attestation's id");
  auto file = genesis_path(x.genesis, x.network.data);
  auto trusted = read_genesis(file);
  auto theirs = asker_files{x.network.data, x.record_key_file};
  show(fetch_proof(find_gateway(x.network), {file, trusted}, id,
                   x.with_request ? &theirs : nullptr));
}

} // namespace

void add_attestation(command_line app) {
  auto x = std::make_shared<options>();
  auto command = app.add_subcommand(
    "attestation", "Export the proof that a request was served and paid for, "
                   "for anyone to check offline with `synod verify`.");
  command.add_option("id", x->id, "The attestation's id, from `synod ask`")
    .required();
  command.add_flag("--with-request", x->with_request,
                   "Put in what was asked and answered: whoever gets the "
                   "proof can read it");
  add_record_key_option(command, x->record_key_file);
  add_network_options(command, x->network);
  command.add_option("--genesis", x->genesis,
                     "Default: genesis.json in the data folder");
  command.footer("Example:\n  synod attestation 4be1...07 --with-request > "
                 "proof.json");
  command.callback([x] { export_proof(*x); });
}

} // namespace synod
