#include "runtime/ledger/authoring.hpp"

#include "runtime/ledger/admission.hpp"
#include "runtime/ledger/receipt_tiling.hpp"
#include "runtime/ledger/settlement.hpp"

#include <algorithm>
#include <cassert>
#include <set>
#include <tuple>

namespace synod::ledger {

namespace {

void sort(std::vector<signed_receipt>& receipts) {
  std::ranges::sort(receipts, {}, [](const signed_receipt& x) {
    const auto& r = x.receipt;
    return std::tuple{r.generation, r.range.first, r.range.count, r.position};
  });
}

void sort(std::vector<failure_report>& failures) {
  std::ranges::sort(failures, {}, [](const failure_report& x) {
    return std::tuple{x.generation, x.position, x.worker};
  });
  auto named = std::set<std::pair<std::uint32_t, account_id>>{};
  std::erase_if(failures, [&](const failure_report& x) {
    return !named.emplace(x.generation, x.worker).second;
  });
}

} // namespace

std::string
sign_transaction(const crypto::signing_key& key, const transaction& x) {
  assert(x.sender == key.public_key());
  auto bytes
    = canonical_encode(signed_transaction{x, key.sign(signed_bytes_of(x))});
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

caf::expected<attest>
assemble_attestation(finished_request x, std::uint32_t blocks, amount price) {
  sort(x.receipts);
  sort(x.failures);
  auto work = attested_work{};
  if (auto reason = check_tiling(x.receipts, blocks, work))
    return *reason;
  auto fee = fee_of(x.cap.fee_max, work.tokens, price);
  return attest{1,
                x.cap,
                x.cap_signature,
                fee,
                x.commitments,
                std::move(x.receipts),
                std::move(x.failures)};
}

} // namespace synod::ledger
