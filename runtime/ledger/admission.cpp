#include "runtime/ledger/admission.hpp"

#include "runtime/crypto/signed_bytes.hpp"

namespace synod::ledger {

namespace {

template <class Body>
caf::expected<transaction_body>
open_body(std::span<const std::byte> canonical) {
  auto body = canonical_decode<Body>(canonical);
  if (!body || body->version != 1)
    return errc::malformed_transaction;
  return transaction_body{std::move(*body)};
}

caf::expected<transaction_body> open_body(const transaction& x) {
  switch (x.type) {
    case transaction_type::transfer:
      return open_body<transfer>(x.body);
    case transaction_type::register_worker:
      return open_body<register_worker>(x.body);
    case transaction_type::unregister_worker:
      return open_body<unregister_worker>(x.body);
    case transaction_type::open_escrow:
      return open_body<open_escrow>(x.body);
    case transaction_type::top_up:
      return open_body<top_up>(x.body);
    case transaction_type::attest:
      return open_body<attest>(x.body);
    case transaction_type::close_escrow:
      return open_body<close_escrow>(x.body);
    case transaction_type::expire:
      return open_body<expire>(x.body);
  }
  return errc::unknown_transaction_type;
}

} // namespace

transaction_id id_of(const transaction& x) {
  return transaction_id{crypto::sha256(canonical_encode(x)).bytes()};
}

std::vector<std::byte> signed_bytes_of(const transaction& x) {
  return crypto::signed_bytes(x.chain_id, x);
}

caf::expected<opened_transaction>
open_transaction(std::string_view canonical, const chain_parameters& chain) {
  if (canonical.size() > chain.transaction_bytes_max)
    return errc::transaction_too_large;
  auto decoded
    = canonical_decode<signed_transaction>(std::as_bytes(std::span{canonical}));
  if (!decoded || decoded->transaction.version != 1)
    return errc::malformed_transaction;
  auto body = open_body(decoded->transaction);
  if (!body)
    return body.error();
  auto id = id_of(decoded->transaction);
  return opened_transaction{id, std::move(decoded->transaction),
                            std::move(*body), decoded->signature};
}

refusal check_standing(const opened_transaction& x, const block_context& block,
                       std::uint64_t nonce, amount balance) {
  if (x.head.chain_id != block.parameters.chain_id)
    return errc::wrong_chain;
  if (x.head.lane != block.lane)
    return errc::wrong_lane;
  if (x.head.valid_until_ms < block.time)
    return errc::transaction_expired;
  if (x.head.fee_max < block.parameters.transaction_fee)
    return errc::fee_too_low;
  if (x.head.nonce < nonce)
    return errc::nonce_used;
  if (x.head.nonce > nonce)
    return errc::nonce_gap;
  if (balance < block.parameters.transaction_fee)
    return errc::insufficient_balance;
  return applied;
}

refusal
check_signature(const opened_transaction& x, const block_context& block) {
  auto message = crypto::signed_bytes(transaction::name, x.head.chain_id,
                                      digest{x.id.bytes()});
  if (!block.check(x.head.sender, message, x.signature))
    return errc::bad_signature;
  return applied;
}

} // namespace synod::ledger
