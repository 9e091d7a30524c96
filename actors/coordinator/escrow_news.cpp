#include "actors/coordinator/escrow_news.hpp"

#include "runtime/ledger/admission.hpp"
#include "runtime/ledger/escrows.hpp"
#include "runtime/ledger/money.hpp"

namespace synod::coordinator {

namespace {

struct reader {
  const ledger::opened_transaction& tx;
  const account_id& coordinator;
  const chain_parameters& chain;
  escrow_news& news;

  void operator()(const open_escrow& x) const {
    if (x.coordinator == coordinator)
      news.opened.emplace_back(ledger::escrow_of(tx.id), x.expires_ms);
  }

  void operator()(const attest& x) const {
    if (tx.head.sender == coordinator)
      news.settled.push_back(x.cap);
  }

  void operator()(const close_escrow& x) const {
    news.closing.emplace_back(x.escrow,
                              ledger::after(news.time, chain.close_delay_ms));
  }

  void operator()(const auto&) const {
  }
};

} // namespace

escrow_news
read_escrow_news(const block& x,
                 const std::vector<transaction_receipt>& receipts,
                 const account_id& coordinator, const chain_parameters& chain) {
  auto result = escrow_news{};
  result.time = x.header.time_ms;
  for (std::size_t i = 0; i < x.transactions.size(); ++i) {
    if (receipts[i].refusal != 0)
      continue;
    if (auto opened = ledger::open_transaction(x.transactions[i], chain))
      std::visit(reader{*opened, coordinator, chain, result}, opened->body);
  }
  return result;
}

} // namespace synod::coordinator
