#include "runtime/ledger/workers.hpp"

#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/money.hpp"
#include "runtime/ledger/releases.hpp"
#include "runtime/ledger/tables.hpp"

#include <algorithm>

namespace synod::ledger {

namespace {

constexpr auto worker_name_bytes_max = std::size_t{64};

bool is_worker_name(std::string_view x) {
  constexpr auto allowed
    = std::string_view{"abcdefghijklmnopqrstuvwxyz0123456789.-_/"};
  return !x.empty() && x.size() <= worker_name_bytes_max
         && x.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_within(const shard_range& range, std::uint32_t blocks) {
  return range.count > 0 && range.first < blocks
         && range.count <= blocks - range.first;
}

refusal check(const state_reader& state, const transaction_context& tx,
              const register_worker& body) {
  auto keys = tx.block.keys();
  if (find_worker(state, keys, tx.sender))
    return errc::worker_exists;
  if (!is_worker_name(body.worker_name))
    return errc::bad_worker_name;
  if (state.get(keys.worker_name(body.worker_name)))
    return errc::worker_name_taken;
  if (state.get(keys.worker_key(body.key)))
    return errc::curve_key_taken;
  auto model = find_model(state, keys, body.model);
  if (!model)
    return errc::unknown_model;
  if (!is_within(body.range, model->blocks))
    return errc::wrong_range;
  if (body.bond < tx.block.parameters.bond_min)
    return errc::bond_too_small;
  if (find_account(state, keys, tx.sender).balance < body.bond)
    return errc::insufficient_balance;
  return applied;
}

} // namespace

std::optional<worker_record>
find_worker(const state_reader& state, const state_keys& keys,
            const account_id& id) {
  return load<worker_record>(state, keys.worker(id));
}

std::optional<account_id>
find_worker_by_name(const state_reader& state, const state_keys& keys,
                    std::string_view worker_name) {
  auto holder = load<holder_record>(state, keys.worker_name(worker_name));
  if (!holder)
    return std::nullopt;
  return holder->account;
}

std::optional<model_record>
find_model(const state_reader& state, const state_keys& keys,
           const model_root& id) {
  return load<model_record>(state, keys.model(id));
}

bool is_eligible(const worker_record& worker,
                 const escrow_record& escrow) noexcept {
  return worker.leaves_ms == 0 && worker.model == escrow.model
         && worker.ask <= escrow.price;
}

refusal run(state_changes& state, const transaction_context& tx,
            const register_worker& body) {
  if (auto reason = check(state, tx, body))
    return reason;

  auto keys = tx.block.keys();
  debit(state, keys, tx.sender, body.bond);
  store(state, keys.worker(tx.sender),
        worker_record{1, body.key, body.worker_name, body.model, body.range,
                      body.ask, body.bond, 0});
  store(state, keys.worker_name(body.worker_name), holder_record{1, tx.sender});
  store(state, keys.worker_key(body.key), holder_record{1, tx.sender});
  return applied;
}

refusal run(state_changes& state, const transaction_context& tx,
            const unregister_worker&) {
  auto keys = tx.block.keys();
  auto worker = find_worker(state, keys, tx.sender);
  if (!worker)
    return errc::unknown_worker;
  if (worker->leaves_ms != 0)
    return errc::worker_leaving;

  worker->leaves_ms
    = after(tx.block.time, tx.block.parameters.dispute_window_ms);
  store(state, keys.worker(tx.sender), *worker);
  push_release(
    state, keys, release_kind::bond,
    {1, worker->leaves_ms, decltype(release::subject){tx.sender.bytes()}});
  return applied;
}

void release_bond(state_changes& state, const state_keys& keys,
                  const account_id& id) {
  auto worker = find_worker(state, keys, id);
  if (!worker)
    return;
  credit(state, keys, id, worker->bond);
  state.erase(keys.worker(id));
  state.erase(keys.worker_name(worker->worker_name));
  state.erase(keys.worker_key(worker->key));
}

} // namespace synod::ledger
