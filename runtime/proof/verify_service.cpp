#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/admission.hpp"
#include "runtime/ledger/escrows.hpp"
#include "runtime/ledger/settlement.hpp"
#include "runtime/proof/checks.hpp"

#include <algorithm>

namespace synod::proof {

namespace {

std::string quoted(const std::string& x) {
  return '"' + x + '"';
}

/// What any transaction of the trusted chain must show.
template <class Body>
std::string
find_transaction_fault(const opened<Body>& x, const genesis& trusted) {
  auto closed = close(x);
  if (x.version != 1 || x.body.version != 1)
    return "it is of a version that is not known";
  if (x.chain_id != trusted.parameters.chain_id)
    return "it is of chain " + quoted(x.chain_id);
  if (!crypto::verify(x.sender, ledger::signed_bytes_of(closed.transaction),
                      closed.signature))
    return "it is not signed by its sender " + to_hex(x.sender, 16);
  return {};
}

std::string find_escrow_fault(const proof_facts& x) {
  const auto& cap = x.proof.attestation.body.cap;
  auto opened_by = ledger::id_of(close(x.proof.escrow).transaction);
  if (ledger::escrow_of(opened_by) != cap.escrow)
    return "the attestation names escrow " + to_hex(cap.escrow, 16)
           + ", and this transaction opened another";
  if (find_model(x) == nullptr)
    return "the genesis has no model " + to_hex(x.proof.escrow.body.model, 16);
  return find_transaction_fault(x.proof.escrow, x.trusted);
}

std::string find_attestation_fault(const proof_facts& x) {
  const auto& tx = x.proof.attestation;
  if (tx.lane != lane_id{0} || tx.lane != x.proof.escrow.lane)
    return "it is of a lane that does not exist";
  if (tx.sender != x.proof.escrow.body.coordinator)
    return "its sender " + to_hex(tx.sender, 16)
           + " is not the escrow's coordinator";
  return find_transaction_fault(tx, x.trusted);
}

std::string find_cap_fault(const proof_facts& x) {
  const auto& body = x.proof.attestation.body;
  auto signed_part
    = crypto::signed_bytes(x.trusted.parameters.chain_id, body.cap);
  if (!crypto::verify(x.proof.escrow.sender, signed_part, body.cap_signature))
    return "the fee cap is not signed by the escrow's owner "
           + to_hex(x.proof.escrow.sender, 16);
  return {};
}

std::string describe_place(const receipt& x) {
  return "the receipt of blocks " + std::to_string(x.range.first) + '-'
         + std::to_string(std::uint64_t{x.range.first} + x.range.count - 1)
         + " from position " + std::to_string(x.position);
}

std::string find_receipt_fault(const proof_facts& x, const signed_receipt& y) {
  const auto& cap = x.proof.attestation.body.cap;
  const auto& receipt = y.receipt;
  if (receipt.escrow != cap.escrow
      || receipt.request_number != cap.request_number)
    return describe_place(receipt) + " is of another request";
  if (receipt.model != x.proof.escrow.body.model)
    return describe_place(receipt) + " is of another model";
  if (receipt.profile != find_model(x)->profile)
    return describe_place(receipt) + " is of another arithmetic, "
           + quoted(receipt.profile);
  auto signed_part
    = crypto::signed_bytes(x.trusted.parameters.chain_id, receipt);
  if (!crypto::verify(receipt.worker, signed_part, y.signature))
    return describe_place(receipt) + " is not signed by its worker "
           + to_hex(receipt.worker, 16);
  return {};
}

std::string
find_receipts_fault(const proof_facts& x, ledger::attested_work& work) {
  const auto* model = find_model(x);
  if (model == nullptr)
    return "they are of a model that the genesis does not have";
  const auto& receipts = x.proof.attestation.body.receipts;
  for (const auto& y : receipts)
    if (auto fault = find_receipt_fault(x, y); !fault.empty())
      return fault;
  if (auto reason = ledger::check_tiling(receipts, model->blocks, work))
    return "together they are not one whole piece of work ("
           + to_string(*reason) + "): " + describe(*reason);
  return {};
}

std::string
find_fee_fault(const proof_facts& x, const ledger::attested_work& work) {
  const auto& body = x.proof.attestation.body;
  auto fee
    = ledger::fee_of(body.cap.fee_max, work.tokens, x.proof.escrow.body.price);
  if (fee == body.fee)
    return {};
  return "the fee is " + std::to_string(body.fee) + ", and "
         + std::to_string(work.tokens) + " positions at the escrow's price and "
         + "cap make " + std::to_string(fee);
}

} // namespace

const genesis_model* find_model(const proof_facts& x) {
  const auto& models = x.trusted.models;
  auto found = std::ranges::find(models, x.proof.escrow.body.model,
                                 &genesis_model::manifest);
  return found == models.end() ? nullptr : &*found;
}

void check_service(const proof_facts& x, std::vector<finding>& out) {
  const auto& body = x.proof.attestation.body;
  auto work = ledger::attested_work{};
  auto receipts = find_receipts_fault(x, work);
  auto tokens = std::to_string(work.tokens);
  auto count = std::to_string(body.receipts.size());
  out.push_back(judge("escrow", find_escrow_fault(x),
                      "account " + to_hex(x.proof.escrow.sender, 16)
                        + " opened the escrow, at a price of "
                        + std::to_string(x.proof.escrow.body.price)
                        + " per position"));
  // The parts before the whole: who changes a receipt breaks its signature and
  // the attestation's, and the receipt is what was changed.
  out.push_back(judge("fee cap", find_cap_fault(x),
                      "the escrow's owner allowed a fee of up to "
                        + std::to_string(body.cap.fee_max)));
  out.push_back(judge("receipts", std::move(receipts),
                      count + " receipts, each signed by its worker, tile "
                        + tokens + " positions in every block of the model"));
  out.push_back(
    judge("fee", find_fee_fault(x, work),
          "the fee of " + std::to_string(body.fee) + " is what they cost"));
  out.push_back(judge("attestation", find_attestation_fault(x),
                      "attestation " + to_hex(x.attestation, 16)
                        + " is signed by the escrow's coordinator "
                        + to_hex(x.proof.attestation.sender, 16)));
}

} // namespace synod::proof
