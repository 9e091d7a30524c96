#include "runtime/ledger/bank.hpp"

#include "runtime/ledger/money.hpp"
#include "runtime/ledger/tables.hpp"

namespace synod::ledger {

account_record find_account(const state_reader& state, const state_keys& keys,
                            const account_id& id) {
  return load<account_record>(state, keys.account(id))
    .value_or(account_record{});
}

totals_record find_totals(const state_reader& state, const state_keys& keys) {
  return load<totals_record>(state, keys.totals()).value_or(totals_record{});
}

void credit(state_changes& state, const state_keys& keys, const account_id& id,
            amount x) {
  if (x == 0)
    return;
  auto record = find_account(state, keys, id);
  record.balance = add(record.balance, x);
  store(state, keys.account(id), record);
}

void debit(state_changes& state, const state_keys& keys, const account_id& id,
           amount x) {
  auto record = find_account(state, keys, id);
  record.balance = subtract(record.balance, x);
  store(state, keys.account(id), record);
}

void burn(state_changes& state, const state_keys& keys, amount x) {
  auto record = find_totals(state, keys);
  record.burned = add(record.burned, x);
  store(state, keys.totals(), record);
}

void credit_auditors(state_changes& state, const state_keys& keys, amount x) {
  auto record = find_totals(state, keys);
  record.auditors = add(record.auditors, x);
  store(state, keys.totals(), record);
}

refusal
run(state_changes& state, const transaction_context& tx, const transfer& body) {
  auto keys = tx.block.keys();
  if (body.amount == 0)
    return errc::amount_is_zero;
  if (find_account(state, keys, tx.sender).balance < body.amount)
    return errc::insufficient_balance;

  debit(state, keys, tx.sender, body.amount);
  credit(state, keys, body.target, body.amount);
  return applied;
}

} // namespace synod::ledger
