#include "runtime/ledger/deliveries.hpp"

#include "runtime/ledger/admission.hpp"

#include <algorithm>
#include <cassert>
#include <map>

namespace synod::ledger {

settled_request
settled_request_of(const attest& x, const account_id& coordinator,
                   std::uint64_t epoch) {
  assert(!x.receipts.empty());
  auto by_worker = std::map<account_id, delivery>{};
  auto note = [&](const account_id& id, shard_range range, delivery_kind kind) {
    auto& entry
      = by_worker.try_emplace(id, delivery{id, range, kind}).first->second;
    entry.kind = std::max(entry.kind, kind);
  };
  for (const auto& [receipt, signature] : x.receipts)
    note(receipt.worker, receipt.range, delivery_kind::served);
  for (const auto& failure : x.failures)
    note(failure.worker, failure.range,
         failure.kind == failure_kind::late ? delivery_kind::late
                                            : delivery_kind::failed);
  auto result = settled_request{
    coordinator, x.receipts[0].receipt.model, epoch, x.fee, {}};
  for (const auto& [id, entry] : by_worker)
    result.deliveries.push_back(entry);
  return result;
}

std::vector<settled_request>
settled_requests_of(std::span<const std::string> transactions,
                    std::span<const transaction_receipt> receipts,
                    time_ms header_time, const chain_parameters& chain) {
  assert(transactions.size() == receipts.size());
  auto result = std::vector<settled_request>{};
  for (auto i = std::size_t{0}; i < transactions.size(); ++i) {
    if (receipts[i].refusal != 0)
      continue;
    auto opened = open_transaction(transactions[i], chain);
    if (!opened)
      continue;
    if (const auto* body = std::get_if<attest>(&opened->body))
      result.push_back(settled_request_of(*body, opened->head.sender,
                                          header_time / chain.epoch_ms));
  }
  return result;
}

} // namespace synod::ledger
