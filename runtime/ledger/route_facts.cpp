#include "runtime/ledger/route_facts.hpp"

#include "runtime/ledger/admission.hpp"
#include "schemas/canonical.hpp"

namespace synod::ledger {

std::optional<block> open_block(const stored_block& x) {
  auto limits = canonical_limits{};
  limits.bytes_max = x.block.size();
  auto decoded = canonical_decode<block>(x.block.bytes(), limits);
  if (!decoded || decoded->header.height != x.height
      || decoded->transactions.size() != x.receipts.size())
    return {};
  return std::move(*decoded);
}

std::optional<block>
route_facts::fold(const stored_block& x, const chain_parameters& chain) {
  if (x.height.value() != height_ + 1)
    return {};
  auto opened = open_block(x);
  if (!opened)
    return {};
  height_ = x.height.value();
  for (const auto& request : settled_requests_of(
         opened->transactions, x.receipts, opened->header.time_ms, chain))
    standings_.fold(request);
  for (std::size_t i = 0; i < x.receipts.size(); ++i) {
    if (x.receipts[i].refusal != 0)
      continue;
    auto tx = open_transaction(opened->transactions[i], chain);
    if (!tx)
      continue;
    if (const auto* offer = std::get_if<register_worker>(&tx->body))
      offers_.insert_or_assign(tx->head.sender, *offer);
  }
  return opened;
}

const register_worker* route_facts::find(const account_id& worker) const {
  auto found = offers_.find(worker);
  return found == offers_.end() ? nullptr : &found->second;
}

} // namespace synod::ledger
