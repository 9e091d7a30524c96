#include "runtime/proof/verify.hpp"

#include "runtime/ledger/admission.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "runtime/proof/checks.hpp"
#include "runtime/proof/json_form.hpp"

#include <algorithm>

namespace synod::proof {

namespace {

std::string find_genesis_fault(const service_proof& x, const genesis& trusted) {
  auto hash = ledger::hash_of(trusted);
  if (x.genesis == hash)
    return {};
  return "the proof is of the chain with genesis " + to_hex(x.genesis, 16)
         + ", and the trusted one is " + to_hex(hash, 16)
         + "; use the genesis.json of the chain that served the request";
}

void check_all(const service_proof& proof, const genesis& trusted,
               const std::optional<std::string_view>& answer,
               verification& out) {
  auto facts = proof_facts{proof, trusted,
                           ledger::id_of(close(proof.attestation).transaction)};
  check_service(facts, out.findings);
  check_chain(facts, out.findings);
  check_request(facts, answer, out.findings);
  if (out.holds())
    put_into_words(facts, out);
}

} // namespace

const char* to_string(verdict x) noexcept {
  switch (x) {
    case verdict::holds:
      return "holds";
    case verdict::fails:
      return "fails";
    case verdict::absent:
      return "absent";
  }
  return "unknown";
}

bool verification::holds() const {
  auto is_success = [](const finding& x) {
    return x.part == "success" && x.verdict == verdict::holds;
  };
  auto fails = [](const finding& x) { return x.verdict == verdict::fails; };
  return std::ranges::any_of(findings, is_success)
         && std::ranges::none_of(findings, fails);
}

const finding* verification::fault() const {
  auto found = std::ranges::find(findings, verdict::fails, &finding::verdict);
  if (found == findings.end() && !holds())
    found = std::ranges::find(findings, "success", &finding::part);
  return found == findings.end() ? nullptr : &*found;
}

verification verify(std::string_view text, const genesis& trusted,
                    std::optional<std::string_view> answer) {
  auto result = verification{};
  auto proof = service_proof{};
  try {
    proof = read_proof_json(text);
  } catch (const json_form::form_error& error) {
    result.findings.push_back(judge("form", error.what(), {}));
    return result;
  }
  auto form = proof.version == 1 ? std::string{}
                                 : "this version reads proofs of version 1";
  result.findings.push_back(
    judge("form", form, "the bytes are the canonical text of a proof"));
  result.findings.push_back(judge("genesis", find_genesis_fault(proof, trusted),
                                  "the proof is of the trusted chain \""
                                    + trusted.parameters.chain_id + '"'));
  auto fails = [](const finding& x) { return x.verdict == verdict::fails; };
  if (std::ranges::none_of(result.findings, fails))
    check_all(proof, trusted, answer, result);
  return result;
}

} // namespace synod::proof
