#include "tests/sim/chain.hpp"

#include "runtime/ledger/attestations.hpp"
#include "runtime/ledger/conservation.hpp"
#include "runtime/ledger/escrows.hpp"
#include "runtime/ledger/execution.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "runtime/ledger/tables.hpp"
#include "schemas/block.hpp"

#include <stdexcept>

namespace synod::sim {

namespace {

constexpr auto block_bytes_max = std::size_t{1} << 20;
const auto keys = ledger::state_keys{lane_id{}};

} // namespace

chain::chain(genesis begin)
  : genesis_(std::move(begin)), check_([](auto& key, auto message, auto& x) {
      return crypto::verify(key, message, x);
    }),
    time_(genesis_.time) {
  if (auto fault = ledger::check_genesis(genesis_))
    throw std::logic_error(fault->text);
  state_.apply(ledger::genesis_state(genesis_));
}

ledger::block_context chain::context(time_ms now) const {
  return {block_height{height_ + 1}, std::max(now, time_ + 1),
          genesis_.parameters, check_, lane_id{}};
}

void chain::make_block(time_ms now) {
  auto block = context(now);
  auto transactions = pool_.select(block_bytes_max);
  if (transactions.empty())
    return;
  auto result = ledger::execute_block(state_, block, transactions);
  state_.apply(result.changes);
  if (!ledger::count_money(state_).is_conserved())
    throw std::logic_error("money was made or lost");
  ++height_;
  time_ = block.time;
  for (std::size_t i = 0; i < transactions.size(); ++i) {
    auto& x = found_[result.receipts[i].id];
    x.height = height();
    x.index = static_cast<std::uint32_t>(i);
    x.transaction = transactions[i];
    x.receipt = result.receipts[i];
  }
  keep(block.time, transactions, std::move(result.receipts));
  pool_.recheck(state_, context(now));
}

void chain::keep(time_ms time, const std::vector<std::string>& transactions,
                 std::vector<transaction_receipt> receipts) {
  auto made = block{};
  made.header.chain_id = chain_id;
  made.header.height = height();
  made.header.time_ms = time;
  made.transactions = transactions;
  auto bytes = canonical_encode(made);
  blocks_.push_back(
    {height(), buffer::copy_of(bytes), {}, std::move(receipts)});
}

caf::expected<transaction_id>
chain::submit(std::string canonical, time_ms now) {
  return pool_.add(std::move(canonical), state_, context(now));
}

account_state chain::account(const account_id& id) const {
  auto known = ledger::load<ledger::account_record>(state_, keys.account(id))
                 .value_or(ledger::account_record{});
  return {height(), known.balance, known.nonce,
          pool_.next_nonce(id, state_, keys)};
}

std::optional<escrow_state> chain::escrow(const escrow_id& id) const {
  auto x = ledger::find_escrow(state_, keys, id);
  if (!x)
    return {};
  return escrow_state{height(), x->owner,   x->coordinator, x->model,
                      x->price, x->balance, x->expires_ms,  x->closes_ms};
}

workers_listed chain::workers() const {
  auto result = workers_listed{height(), {}};
  for (auto& [key, value] : state_.values()) {
    if (ledger::table_of(key) != ledger::table::workers)
      continue;
    auto x = ledger::read_record<ledger::worker_record>(value);
    auto account = from_bytes<account_id>(
      std::span{key}.last(std::tuple_size_v<account_id::bytes_type>));
    result.workers.push_back({account, x.key, x.worker_name, x.model, x.range,
                              x.ask, x.bond, x.leaves_ms});
  }
  return result;
}

const transaction_found* chain::find(const transaction_id& id) const {
  auto found = found_.find(id);
  return found == found_.end() ? nullptr : &found->second;
}

std::optional<ledger::attestation_record>
chain::attestation(const request_id& id) const {
  return ledger::find_attestation(state_, keys, id);
}

std::optional<errc>
chain::run(const accounts::account& by, transaction_type type,
           std::span<const std::byte> body, transaction_id* id) {
  auto made = accounts::make_transaction(
    by, {account(by.id).next_nonce, time_ + 60'000, 1'000}, type, body);
  if (id)
    *id = made.id;
  auto added = submit(made.canonical, time_);
  if (!added)
    return errc{added.error().code()};
  make_block(time_ + 1);
  auto refusal = find(made.id)->receipt.refusal;
  return refusal == 0 ? std::optional<errc>{} : std::optional{errc{refusal}};
}

} // namespace synod::sim
