#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/ledger/block_names.hpp"
#include "runtime/proof/checks.hpp"
#include "runtime/proof/commit.hpp"
#include "schemas/canonical.hpp"
#include "schemas/error.hpp"

namespace synod::proof {

namespace {

digest as_digest(const root_hash& x) {
  return digest{x.bytes()};
}

std::string number(block_height x) {
  return std::to_string(x.value());
}

std::string find_header_fault(const block_header& x, const genesis& trusted) {
  if (x.version != 1)
    return "its version is not known";
  if (x.height == block_height{0})
    return "no block has height 0";
  if (x.time_ms <= trusted.time)
    return "its time is before the genesis";
  if (x.lane_roots.empty())
    return "it carries no lane's roots";
  return {};
}

std::string find_inclusion_fault(const proof_facts& x) {
  auto leaf = crypto::merkle_leaf(canonical_encode(close(x.proof.attestation)));
  auto root = as_digest(x.proof.block.header.transactions_root);
  if (crypto::merkle_verify(root, leaf, x.proof.inclusion))
    return {};
  return "the Merkle proof does not lead from the attestation to the "
         "transactions root of height "
         + number(x.proof.block.header.height);
}

std::string
find_following_fault(const block_header& block, const block_header& following,
                     const genesis& trusted) {
  if (following.height.value() != block.height.value() + 1)
    return "it has height " + number(following.height) + ", not the one after "
           + number(block.height);
  if (following.parent != ledger::id_of(block))
    return "its parent is not the attestation's block";
  if (following.time_ms <= block.time_ms)
    return "its time is not above its parent's";
  return find_header_fault(following, trusted);
}

std::string
find_success_fault(const proof_facts& x, const success_proof& success) {
  const auto& receipt = success.receipt;
  const auto& lanes = success.following.header.lane_roots;
  auto lane = x.proof.attestation.lane.value();
  if (receipt.version != 1 || receipt.id != x.attestation)
    return "the receipt is of another transaction";
  if (success.inclusion.leaf_index != x.proof.inclusion.leaf_index
      || success.inclusion.leaf_count != x.proof.inclusion.leaf_count)
    return "the receipt stands at another place than the transaction";
  auto leaf = crypto::merkle_leaf(canonical_encode(receipt));
  if (lane >= lanes.size()
      || !crypto::merkle_verify(as_digest(lanes[lane].receipts_root), leaf,
                                success.inclusion))
    return "the Merkle proof does not lead from the receipt to the receipts "
           "root of height "
           + number(success.following.header.height);
  if (receipt.refusal != 0)
    return "the ledger refused the attestation: "
           + to_string(errc{receipt.refusal})
           + "; nothing was paid, and nothing is attested";
  return {};
}

void check_success(const proof_facts& x, std::vector<finding>& out) {
  const auto& block = x.proof.block.header;
  if (!x.proof.success) {
    out.push_back({"success", verdict::absent,
                   "success is not proven: only the block after height "
                     + number(block.height)
                     + " can show that the attestation was applied, and it is "
                       "not in the proof; export it again"});
    return;
  }
  const auto& success = *x.proof.success;
  out.push_back(
    judge("following block",
          find_following_fault(block, success.following.header, x.trusted),
          "height " + number(success.following.header.height)
            + " follows the attestation's block"));
  out.push_back(judge("following commit",
                      find_fault(success.following, x.trusted),
                      describe_commit(success.following, x.trusted)));
  out.push_back(judge("success", find_success_fault(x, success),
                      "the ledger applied the attestation, as height "
                        + number(success.following.header.height) + " shows"));
}

} // namespace

void check_chain(const proof_facts& x, std::vector<finding>& out) {
  const auto& block = x.proof.block;
  out.push_back(judge("block", find_header_fault(block.header, x.trusted),
                      "height " + number(block.header.height) + ", block "
                        + to_hex(ledger::id_of(block.header), 16)));
  out.push_back(judge("commit", find_fault(block, x.trusted),
                      describe_commit(block, x.trusted)));
  out.push_back(judge("inclusion", find_inclusion_fault(x),
                      "the attestation is in the block of height "
                        + number(block.header.height)));
  check_success(x, out);
}

} // namespace synod::proof
