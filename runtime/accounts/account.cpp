#include "runtime/accounts/account.hpp"

#include "runtime/ledger/admission.hpp"
#include "schemas/canonical.hpp"

namespace synod::accounts {

made_transaction
make_transaction(const account& by, const transaction_terms& terms,
                 transaction_type type, std::span<const std::byte> body) {
  auto made = signed_transaction{};
  auto& head = made.transaction;
  head.chain_id = by.chain_id;
  head.sender = by.id;
  head.nonce = terms.nonce;
  head.valid_until_ms = terms.valid_until_ms;
  head.fee_max = terms.fee_max;
  head.type = type;
  head.body.assign(body.begin(), body.end());
  made.signature = by.sign(ledger::signed_bytes_of(head));
  auto bytes = canonical_encode(made);
  auto* text = reinterpret_cast<const char*>(bytes.data());
  return {ledger::id_of(head), {text, bytes.size()}};
}

} // namespace synod::accounts
