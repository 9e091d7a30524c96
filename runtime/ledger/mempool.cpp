#include "runtime/ledger/mempool.hpp"

#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/money.hpp"

#include <algorithm>
#include <tuple>

namespace synod::ledger {

std::uint64_t
mempool::next_nonce(const account_id& id, const state_reader& state,
                    const state_keys& keys) const {
  auto found = queues_.find(id);
  return found == queues_.end() ? find_account(state, keys, id).nonce
                                : found->second.entries.rbegin()->first + 1;
}

refusal
mempool::check(const opened_transaction& x, std::size_t size,
               const state_reader& state, const block_context& now) const {
  if (places_.contains(x.id))
    return errc::transaction_known;
  const auto& sender = x.head.sender;
  auto queued = queues_.find(sender);
  auto waiting
    = queued == queues_.end() ? std::size_t{0} : queued->second.entries.size();
  auto balance = find_account(state, now.keys(), sender).balance;
  auto promised = multiply_saturated(now.parameters.transaction_fee, waiting);
  auto nonce = next_nonce(sender, state, now.keys());
  if (auto reason
      = check_standing(x, now, nonce, balance - std::min(balance, promised)))
    return reason;
  if (waiting > 0
      && (waiting >= limits_.account_transactions_max
          || queued->second.bytes + size > limits_.account_bytes_max))
    return errc::account_quota_full;
  if (bytes_ + size > limits_.bytes_max)
    return errc::mempool_full;
  return check_signature(x, now);
}

caf::expected<transaction_id>
mempool::add(std::string canonical, const state_reader& state,
             const block_context& now) {
  auto opened = open_transaction(canonical, now.parameters);
  if (!opened)
    return opened.error();
  auto size = canonical.size();
  if (auto reason = check(*opened, size, state, now))
    return *reason;

  const auto& head = opened->head;
  auto& queue = queues_[head.sender];
  queue.entries.emplace(
    head.nonce, entry{opened->id, std::move(canonical), head.valid_until_ms});
  queue.bytes += size;
  bytes_ += size;
  places_.emplace(opened->id, place{head.sender, head.nonce});
  return opened->id;
}

void mempool::drop(const account_id& id, std::uint64_t nonce, errc reason,
                   std::vector<dropped>& out) {
  auto queue = queues_.find(id);
  auto found = queue->second.entries.find(nonce);
  auto size = found->second.canonical.size();
  out.push_back({found->second.id, reason});
  places_.erase(found->second.id);
  queue->second.entries.erase(found);
  queue->second.bytes -= size;
  bytes_ -= size;
  if (queue->second.entries.empty())
    queues_.erase(queue);
}

void mempool::drop_from(const account_id& id, std::uint64_t nonce, errc first,
                        std::vector<dropped>& out) {
  auto last = queues_.find(id)->second.entries.rbegin()->first;
  drop(id, nonce, first, out);
  while (++nonce <= last)
    drop(id, nonce, errc::nonce_gap, out);
}

void mempool::recheck(const account_id& id, const state_reader& state,
                      const block_context& now, std::vector<dropped>& out) {
  auto account = find_account(state, now.keys(), id);
  auto fee = now.parameters.transaction_fee;
  auto balance = account.balance;
  auto nonces = std::vector<std::uint64_t>{};
  for (const auto& [nonce, x] : queues_.at(id).entries)
    nonces.push_back(nonce);
  for (auto nonce : nonces) {
    if (nonce < account.nonce) {
      drop(id, nonce, errc::nonce_used, out);
    } else if (nonce == nonces.front() && nonce > account.nonce) {
      return drop_from(id, nonce, errc::nonce_gap, out);
    } else if (queues_.at(id).entries.at(nonce).valid_until_ms < now.time) {
      return drop_from(id, nonce, errc::transaction_expired, out);
    } else if (balance < fee) {
      return drop_from(id, nonce, errc::insufficient_balance, out);
    } else {
      balance -= fee;
    }
  }
}

std::vector<mempool::dropped>
mempool::recheck(const state_reader& state, const block_context& now) {
  auto out = std::vector<dropped>{};
  auto accounts = std::vector<account_id>{};
  for (const auto& [id, queue] : queues_)
    accounts.push_back(id);
  for (const auto& id : accounts)
    recheck(id, state, now, out);
  return out;
}

std::vector<std::string> mempool::select(std::size_t bytes_max) const {
  using key = std::tuple<std::size_t, transaction_id>;
  auto order = std::map<key, std::pair<account_id, const entry*>>{};
  for (const auto& [id, queue] : queues_) {
    auto turn = std::size_t{0};
    for (const auto& [nonce, x] : queue.entries)
      order.emplace(key{turn++, x.id}, std::pair{id, &x});
  }
  auto result = std::vector<std::string>{};
  auto cut = std::map<account_id, bool>{}; // who has one left out before
  for (const auto& [turn, next] : order) {
    const auto& [id, x] = next;
    if (cut[id] || x->canonical.size() > bytes_max) {
      cut[id] = true;
      continue;
    }
    bytes_max -= x->canonical.size();
    result.push_back(x->canonical);
  }
  return result;
}

const std::string* mempool::find(const transaction_id& id) const {
  auto found = places_.find(id);
  if (found == places_.end())
    return nullptr;
  const auto& [account, nonce] = found->second;
  return &queues_.at(account).entries.at(nonce).canonical;
}

} // namespace synod::ledger
