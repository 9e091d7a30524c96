#include "apps/synod/attestation.hpp"

#include "apps/synod/chain_client.hpp"
#include "apps/synod/genesis_file.hpp"
#include "apps/synod/kept_record.hpp"
#include "runtime/ledger/attestations.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "runtime/proof/verify.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <stdexcept>

namespace synod {

namespace {

/// The block that shows success is made at once, so this is long.
constexpr auto success_patience = std::chrono::seconds{10};

struct options {
  std::string id;
  network_choice network;
  std::string genesis;
  std::string record_key_file;
  bool with_request = false;
};

/// Two networks may go by one name; only the genesis tells them apart.
void require_chain_of(const gateway_chain& chain, const digest& genesis,
                      const std::filesystem::path& file) {
  auto status = chain.get("/chain/status");
  auto told = status ? status->value("genesis", "") : "";
  if (told != to_hex(genesis))
    throw std::runtime_error(
      "the network's chain began with genesis " + told.substr(0, 16) + ", and "
      + file.string() + " is " + to_hex(genesis, 16)
      + "; name the genesis.json of this network with --genesis, or the "
        "network with --data or --url");
}

void explain(const proof::verification& x) {
  if (const auto* fault = x.fault())
    throw std::runtime_error("what the network says proves nothing: "
                             + fault->part + ": " + fault->text);
  std::cerr << "verified against the genesis of this network:\n";
  for (const auto& text : x.proven)
    std::cerr << "  - " << text << '\n';
}

void export_proof(const options& x) {
  auto id = parse_id(x.id, "an attestation's id");
  auto file = genesis_path(x.genesis, x.network.data);
  auto trusted = read_genesis(file);
  auto genesis = ledger::hash_of(trusted);
  auto to = find_gateway(x.network);
  auto chain = gateway_chain{to};
  require_chain_of(chain, genesis, file);
  (void) chain.wait(id, success_patience);
  auto proof = proof::assemble(chain, genesis, id);
  const auto& cap = proof.attestation.body.cap;
  if (x.with_request)
    proof.request
      = find_kept_record({x.network.data, x.record_key_file}, to,
                         ledger::request_of(cap.escrow, cap.request_number));
  auto text = write_proof_json(proof);
  explain(proof::verify(text, trusted));
  std::cout << text;
}

} // namespace

void add_attestation(CLI::App& app) {
  auto x = std::make_shared<options>();
  auto* command = app.add_subcommand(
    "attestation", "Export the proof that a request was served and paid for, "
                   "for anyone to check offline with `synod verify`.");
  command->add_option("id", x->id, "The attestation's id, from `synod ask`")
    ->required();
  command->add_flag("--with-request", x->with_request,
                    "Put in what was asked and answered: whoever gets the "
                    "proof can read it");
  add_record_key_option(*command, x->record_key_file);
  add_network_options(*command, x->network);
  command->add_option("--genesis", x->genesis,
                      "Default: genesis.json in the data folder");
  command->footer("Example:\n  synod attestation 4be1...07 --with-request > "
                  "proof.json");
  command->callback([x] { export_proof(*x); });
}

} // namespace synod
