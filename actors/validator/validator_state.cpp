#include "actors/validator/validator.hpp"
#include "runtime/ledger/tables.hpp"

#include <algorithm>

namespace synod::chain {

ledger::block_context validator_state::context() const {
  return {block_height{head.value() + 1}, around.clock().wall_ms,
          options.begin->parameters, check, lane_id{0}};
}

void validator_state::follow(const committed_block& x) {
  head = x.head.height;
  if (auto state = disk->state_at(head.value()))
    head_state = *state;
  for (const auto& [key, value] : x.workers) {
    auto account = account_in(key);
    if (value)
      workers[account] = ledger::read_record<ledger::worker_record>(*value);
    else
      workers.erase(account);
  }
}

caf::expected<transaction_accepted>
validator_state::submit(const std::string& canonical) {
  if (voting != "yes")
    return caf::make_error(errc::not_voting, voting);
  try {
    auto state = stored_state{*disk, head_state};
    auto id = pool->add(canonical, state, context());
    if (id)
      return transaction_accepted{*id};
    return known(canonical, id.error());
  } catch (const std::runtime_error& error) {
    return caf::make_error(errc::store_damaged, std::string{error.what()});
  }
}

void validator_state::take_gossip(const node_id& from,
                                  const gossip_transactions& xs) {
  if (!peers.contains(from)) {
    ++dropped;
    return;
  }
  for (const auto& x : xs.transactions) {
    auto before = pool->size();
    if (patience.is_spent(from) || !submit(x))
      ++dropped;
    if (pool->size() == before)
      patience.unwanted(from);
  }
}

caf::expected<transaction_accepted>
validator_state::known(const std::string& canonical,
                       const caf::error& why) const {
  if (why != errc::transaction_known && why != errc::nonce_used)
    return why;
  auto opened = ledger::open_transaction(canonical, options.begin->parameters);
  if (!opened)
    return opened.error();
  // The index alone: a block of thousands would be read for each of them.
  if (why == errc::nonce_used && !disk->find_index(index_key(opened->id)))
    return why;
  return transaction_accepted{opened->id};
}

caf::expected<account_state>
validator_state::account(const get_account& x) const {
  auto result = reader->find(x);
  if (!result)
    return result.error();
  try {
    auto state = stored_state{*disk, head_state};
    result->next_nonce
      = std::max(result->nonce, pool->next_nonce(x.account, state,
                                                 ledger::state_keys{x.lane}));
  } catch (const std::runtime_error& error) {
    return caf::make_error(errc::store_damaged, std::string{error.what()});
  }
  return result;
}

workers_listed validator_state::list(const list_workers& x) const {
  constexpr auto workers_max = std::size_t{4'096};
  auto result = workers_listed{head, {}};
  for (const auto& [account, y] : workers)
    if ((x.model.is_zero() || x.model == y.model)
        && result.workers.size() < workers_max)
      result.workers.push_back({account, y.key, y.worker_name, y.model, y.range,
                                y.ask, y.bond, y.leaves_ms});
  return result;
}

caf::expected<chain_status> validator_state::status() const {
  auto result = reader->status();
  if (!result)
    return result.error();
  result->voting = voting;
  result->self = options.self;
  result->waiting = pool->size();
  result->waiting_bytes = pool->bytes();
  return result;
}

actor_status validator_state::report() const {
  auto number = [](auto x) { return static_cast<std::int64_t>(x); };
  auto up = std::ranges::count_if(
    peers, [](const auto& x) { return x.second.has_value(); });
  return {
    .role = name,
    .actor = options.actor,
    .labels = {{"chain", options.begin->parameters.chain_id},
               {"voting", voting},
               {"state_root", to_hex(head_state.hash, 16)}},
    .gauges = {{"height", number(head.value())},
               {"mempool", number(pool->size())},
               {"mempool_bytes", number(pool->bytes())},
               {"validators_up", number(up + 1)},
               {"validators", number(peers.size() + 1)},
               {"workers", number(workers.size())},
               {"messages_dropped", number(dropped)},
               {"messages_refused", number(counters->refused.load())},
               {"conflicts", number(counters->conflicts.load())},
               {"signer_slot_bad", slot_was_bad ? 1 : 0}},
  };
}

} // namespace synod::chain
