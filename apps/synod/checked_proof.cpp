#include "apps/synod/checked_proof.hpp"

#include "apps/synod/genesis_file.hpp"
#include "runtime/manifest/manifest.hpp"

#include <stdexcept>

namespace synod {

namespace {

checked_proof check_form(const std::string& file, const std::string& genesis) {
  auto text = read_text_file(file);
  auto result = checked_proof{};
  if (!genesis.empty())
    require_verified(proof::verify(text, read_genesis(genesis)), file);
  try {
    result.said = proof::read_proof_json(text);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(file + " is no proof: " + error.what());
  }
  result.trust
    = genesis.empty()
        ? "NOT VERIFIED: --trust genesis.json checks whose signatures these are"
        : "verified against genesis " + to_hex(result.said.genesis, 16);
  return result;
}

} // namespace

void require_verified(const proof::verification& x, const std::string& file) {
  if (const auto* fault = x.fault())
    throw std::runtime_error(file + " is not verified: " + fault->part + ": "
                             + fault->text);
}

checked_proof
read_replayable(const std::string& file, const std::string& genesis,
                const std::string& model) {
  auto result = check_form(file, genesis);
  const auto& said = result.said;
  if (!said.request)
    throw std::runtime_error(file
                             + " does not hold the request; whoever asked can "
                               "export it with `synod attestation ID "
                               "--with-request`");
  if (proof::commitments_of(*said.request) != said.attestation.body.commitments)
    throw std::runtime_error(
      file
      + ": the request is not the one that was attested; "
        "`synod verify` says which part");
  if (manifest::root_of(std::filesystem::path{model}) != said.escrow.body.model)
    throw std::runtime_error(model
                             + " is not the model that was attested, to the "
                               "byte; name the file with manifest "
                             + to_hex(said.escrow.body.model, 16));
  return result;
}

} // namespace synod
