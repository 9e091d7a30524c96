#include "actors/validator/ledger_application.hpp"

#include "actors/validator/stored_state.hpp"
#include "runtime/ledger/execution.hpp"
#include "runtime/ledger/genesis_rules.hpp"

#include <algorithm>
#include <stdexcept>

namespace synod::chain {

namespace {

/// States before this many heights ago are forgotten.
constexpr auto states_kept = std::uint64_t{1'000};

std::vector<crypto::smt_change>
tree_changes(const ledger::state_changes::map_type& changes) {
  auto result = std::vector<crypto::smt_change>{};
  result.reserve(changes.size());
  for (const auto& [key, value] : changes)
    result.push_back({key, value});
  return result;
}

root_hash hash_of(const crypto::smt_root& x) {
  return root_hash{x.hash.bytes()};
}

std::vector<store::index_entry>
index_of(block_height height, const std::vector<transaction_receipt>& xs) {
  auto result = std::vector<store::index_entry>{};
  for (std::uint32_t i = 0; i < xs.size(); ++i)
    if (xs[i].fee
        > 0) // the others could name a transaction of an earlier block
      result.push_back(
        {index_key(xs[i].id), canonical_encode(transaction_place{height, i})});
  return result;
}

/// Executes a block and says what is to be stored of it.
struct execution {
  store::block_commit stored;
  committed_block done;
};

execution execute(const stored_state& state, const ledger::block_context& in,
                  const block& x) {
  auto ran = ledger::execute_block(state, in, x.transactions);
  auto result = execution{};
  auto& done = result.done;
  result.stored.height = in.height.value();
  result.stored.state = value_or_throw(crypto::smt_apply(
    state.nodes(), state.root(), in.height.value(), tree_changes(ran.changes)));
  result.stored.index = index_of(x.header.height, ran.receipts);
  done.head
    = {x.header.height, ledger::id_of(x.header), x.header.time_ms, {}, false};
  done.head.after = {hash_of(result.stored.state.root),
                     root_of(ledger::receipt_leaves(ran.receipts))};
  done.head.follow_up = !ran.receipts.empty()
                        || hash_of(state.root()) != done.head.after.state_root;
  for (const auto& receipt : ran.receipts)
    done.transactions.push_back(receipt.id);
  for (auto& [key, value] : ran.changes)
    if (ledger::table_of(key) == ledger::table::workers)
      done.workers.emplace(key, value);
  result.stored.receipts
    = canonical_encode(receipt_list{std::move(ran.receipts)});
  return result;
}

} // namespace

ledger_application::ledger_application(const genesis& begin,
                                       store::chain_store& disk,
                                       ledger::signature_check check)
  : genesis_(begin), disk_(disk), check_(std::move(check)),
    validators_(ledger::validators_of(begin)),
    validators_hash_(ledger::hash_of(validators_)) {
}

void ledger_application::start() {
  if (!disk_.height())
    begin_chain();
  auto first = value_or_throw(disk_.block(0));
  if (first != canonical_encode(genesis_))
    throw std::runtime_error{
      "the stored chain began with another genesis; use the genesis it began "
      "with, or another data folder"};
  find_head(*disk_.height());
}

void ledger_application::begin_chain() {
  auto first = store::block_commit{};
  first.block = canonical_encode(genesis_);
  first.receipts = canonical_encode(receipt_list{});
  auto nodes = value_or_throw(disk_.state_nodes());
  first.state = value_or_throw(crypto::smt_apply(
    *nodes, {}, 0, tree_changes(ledger::genesis_state(genesis_))));
  nodes.reset(); // or the map could not grow
  if (auto error = disk_.commit(first))
    throw std::runtime_error{spell(error)};
}

void ledger_application::find_head(std::uint64_t height) {
  auto receipts = value_or_throw(canonical_decode<receipt_list>(
    value_or_throw(disk_.receipts(height)), block_limits));
  head_ = {block_height{height}, nil_block, genesis_.time, {}, false};
  head_.after = {hash_of(disk_.state()),
                 root_of(ledger::receipt_leaves(receipts.receipts))};
  if (height == 0)
    return;
  auto last = value_or_throw(
    canonical_decode<block>(value_or_throw(disk_.block(height)), block_limits));
  head_.id = ledger::id_of(last.header);
  head_.time = last.header.time_ms;
  head_.follow_up
    = !receipts.receipts.empty()
      || last.header.lane_roots.at(0).state_root != head_.after.state_root;
}

block_header ledger_application::next_header() const {
  auto result = block_header{};
  result.chain_id = genesis_.parameters.chain_id;
  result.height = block_height{head_.height.value() + 1};
  result.parent = head_.id;
  result.validators_hash = validators_hash_;
  result.next_validators_hash = validators_hash_;
  result.lane_roots = {head_.after};
  result.evidence_root = root_of({});
  return result;
}

block ledger_application::make(const validator_id& proposer, time_ms now,
                               std::vector<std::string> transactions) const {
  auto result = block{next_header(), std::move(transactions)};
  result.header.proposer = proposer;
  result.header.time_ms = std::max(now, head_.time + 1);
  auto left = transactions_bytes_max;
  auto fits = [&left](const std::string& x) {
    left -= std::min(left, x.size() + 5); // and the length before it
    return left > 0;
  };
  auto& list = result.transactions;
  list.erase(std::ranges::find_if_not(list, fits), list.end());
  list.resize(std::min(list.size(), transactions_max));
  result.header.transactions_root = root_of(ledger::transaction_leaves(list));
  return result;
}

bool ledger_application::is_valid(const block& x) const {
  auto wanted = next_header();
  wanted.proposer = x.header.proposer;
  wanted.time_ms = x.header.time_ms;
  wanted.transactions_root = x.header.transactions_root;
  auto size = std::size_t{0};
  for (const auto& one : x.transactions)
    size += one.size();
  return x.header == wanted && validators_.find(x.header.proposer)
         && x.header.time_ms > head_.time && size <= transactions_bytes_max
         && x.transactions.size() <= transactions_max
         && root_of(ledger::transaction_leaves(x.transactions))
              == x.header.transactions_root;
}

caf::expected<committed_block>
ledger_application::commit(const block& x, bytes canonical,
                           const certificate& why) {
  auto height = x.header.height.value();
  auto in = ledger::block_context{x.header.height, x.header.time_ms,
                                  genesis_.parameters, check_, lane_id{0}};
  auto result = execution{};
  try {
    result = execute(stored_state{disk_, disk_.state()}, in, x);
  } catch (const std::runtime_error& error) {
    return caf::make_error(errc::store_damaged, std::string{error.what()});
  }
  result.stored.block = std::move(canonical);
  result.stored.certificate = canonical_encode(why);
  result.stored.first_state = height > states_kept ? height - states_kept : 0;
  if (auto error = disk_.commit(result.stored))
    return error;
  head_ = result.done.head;
  return std::move(result.done);
}

} // namespace synod::chain
