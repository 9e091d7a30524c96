#include "runtime/ledger/escrows.hpp"

#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/money.hpp"
#include "runtime/ledger/releases.hpp"
#include "runtime/ledger/tables.hpp"

namespace synod::ledger {

namespace {

bool has_expired(const escrow_record& escrow, const block_context& block) {
  return block.time > escrow.expires_ms;
}

} // namespace

escrow_id escrow_of(const transaction_id& id) noexcept {
  return escrow_id{id.bytes()};
}

std::optional<escrow_record>
find_escrow(const state_reader& state, const state_keys& keys,
            const escrow_id& id) {
  return load<escrow_record>(state, keys.escrow(id));
}

refusal run(state_changes& state, const transaction_context& tx,
            const open_escrow& body) {
  auto keys = tx.block.keys();
  if (!state.get(keys.model(body.model)))
    return errc::unknown_model;
  if (body.price == 0 || body.deposit == 0)
    return errc::amount_is_zero;
  if (body.expires_ms
      < after(tx.block.time, tx.block.parameters.close_delay_ms))
    return errc::bad_expiry;
  if (find_account(state, keys, tx.sender).balance < body.deposit)
    return errc::insufficient_balance;

  debit(state, keys, tx.sender, body.deposit);
  store(state, keys.escrow(escrow_of(tx.id)),
        escrow_record{1, tx.sender, body.coordinator, body.model, body.price,
                      body.deposit, body.expires_ms, 0});
  return applied;
}

refusal
run(state_changes& state, const transaction_context& tx, const top_up& body) {
  auto keys = tx.block.keys();
  if (body.amount == 0)
    return errc::amount_is_zero;
  auto escrow = find_escrow(state, keys, body.escrow);
  if (!escrow)
    return errc::unknown_escrow;
  if (escrow->closes_ms != 0)
    return errc::escrow_closing;
  if (has_expired(*escrow, tx.block))
    return errc::escrow_expired;
  if (find_account(state, keys, tx.sender).balance < body.amount)
    return errc::insufficient_balance;

  debit(state, keys, tx.sender, body.amount);
  escrow->balance = add(escrow->balance, body.amount);
  store(state, keys.escrow(body.escrow), *escrow);
  return applied;
}

refusal run(state_changes& state, const transaction_context& tx,
            const close_escrow& body) {
  auto keys = tx.block.keys();
  auto escrow = find_escrow(state, keys, body.escrow);
  if (!escrow)
    return errc::unknown_escrow;
  if (escrow->owner != tx.sender)
    return errc::not_the_owner;
  if (escrow->closes_ms != 0)
    return errc::escrow_closing;

  escrow->closes_ms = after(tx.block.time, tx.block.parameters.close_delay_ms);
  store(state, keys.escrow(body.escrow), *escrow);
  push_release(
    state, keys, release_kind::escrow,
    {1, escrow->closes_ms, decltype(release::subject){body.escrow.bytes()}});
  return applied;
}

refusal
run(state_changes& state, const transaction_context& tx, const expire& body) {
  auto keys = tx.block.keys();
  auto escrow = find_escrow(state, keys, body.escrow);
  if (!escrow)
    return errc::unknown_escrow;
  if (!has_expired(*escrow, tx.block))
    return errc::escrow_not_expired;

  pay_back(state, keys, body.escrow);
  return applied;
}

void pay_back(state_changes& state, const state_keys& keys,
              const escrow_id& id) {
  auto escrow = find_escrow(state, keys, id);
  if (!escrow)
    return;
  credit(state, keys, escrow->owner, escrow->balance);
  state.erase(keys.escrow(id));
}

} // namespace synod::ledger
