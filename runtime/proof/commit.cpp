#include "runtime/proof/commit.hpp"

#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/block_names.hpp"

#include <algorithm>

namespace synod::proof {

namespace {

bool is_signed(const certificate& commit, const vote_signature& x,
               const std::string& chain_id) {
  auto said = vote{vote_kind::precommit, commit.height, commit.round,
                   commit.block,         x.valid_round, x.validator};
  return crypto::verify(public_key{x.validator.bytes()},
                        crypto::signed_bytes(chain_id, said), x.signature);
}

std::string
find_signature_fault(const certificate& commit, const genesis& trusted) {
  auto set = ledger::validators_of(trusted);
  auto weight = consensus::vote_weight{0};
  const validator_id* last = nullptr;
  for (const auto& x : commit.signatures) {
    auto who = "validator " + to_hex(x.validator, 16);
    if (!set.find(x.validator))
      return who + " is not one of the genesis'";
    if (last != nullptr && !(*last < x.validator))
      return "the signatures are not in order, each once, at " + who;
    if (x.valid_round != no_round)
      return "the vote of " + who + " is not a precommit";
    if (!is_signed(commit, x, trusted.parameters.chain_id))
      return "the signature of " + who + " is not its own";
    weight += set.weight_of(x.validator);
    last = &x.validator;
  }
  if (!consensus::is_quorum(weight, set.total_weight()))
    return "weight " + std::to_string(weight) + " of "
           + std::to_string(set.total_weight())
           + " signed, which is not more than two thirds";
  return {};
}

} // namespace

std::string find_fault(const decided_header& x, const genesis& trusted) {
  const auto& [header, commit] = x;
  auto set = ledger::hash_of(ledger::validators_of(trusted));
  if (header.chain_id != trusted.parameters.chain_id)
    return "the header is of chain \"" + header.chain_id + '"';
  if (header.validators_hash != set || header.next_validators_hash != set)
    return "the header names other validators than the genesis";
  if (commit.kind != vote_kind::precommit || commit.round < 0)
    return "the certificate is not a commit";
  if (commit.height != header.height)
    return "the commit is of height " + std::to_string(commit.height.value());
  if (commit.block != ledger::id_of(header))
    return "the commit is not for this header";
  return find_signature_fault(commit, trusted);
}

std::string describe_commit(const decided_header& x, const genesis& trusted) {
  return std::to_string(x.commit.signatures.size()) + " of "
         + std::to_string(trusted.validators.size())
         + " validators signed height "
         + std::to_string(x.header.height.value());
}

} // namespace synod::proof
