#include "apps/synod/exported_proof.hpp"

#include "apps/synod/chain_client.hpp"
#include "runtime/ledger/attestations.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "runtime/proof/verify.hpp"

#include <stdexcept>

namespace synod {

namespace {

/// The block that shows success is made at once, so this is long.
constexpr auto success_patience = std::chrono::seconds{10};

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

exported_proof verified(std::string text, const genesis& trusted) {
  auto found = proof::verify(text, trusted);
  if (const auto* fault = found.fault())
    throw std::runtime_error("what the network says proves nothing: "
                             + fault->part + ": " + fault->text);
  return {std::move(text), std::move(found.proven)};
}

} // namespace

exported_proof
fetch_proof(const gateway& from, const trusted_genesis& trusted,
            const transaction_id& id, const asker_files* request) {
  auto genesis = ledger::hash_of(trusted.what);
  auto chain = gateway_chain{from};
  require_chain_of(chain, genesis, trusted.file);
  (void) chain.wait(id, success_patience);
  auto proof = proof::assemble(chain, genesis, id);
  const auto& cap = proof.attestation.body.cap;
  if (request != nullptr)
    proof.request = find_kept_record(
      *request, from, ledger::request_of(cap.escrow, cap.request_number));
  return verified(write_proof_json(proof), trusted.what);
}

} // namespace synod
