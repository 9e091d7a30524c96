#include "actors/validator/chain_reader.hpp"

#include "actors/validator/block_form.hpp"
#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/ledger/execution.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "runtime/ledger/tables.hpp"

#include <stdexcept>

namespace synod::chain {

namespace {

/// Runs `read`, whose exceptions are those of damaged bytes.
template <class F>
auto guarded(F&& read) -> caf::expected<decltype(read())> {
  try {
    return read();
  } catch (const std::runtime_error& error) {
    return caf::make_error(errc::store_damaged, std::string{error.what()});
  }
}

std::vector<transaction_receipt> receipts_of(const bytes& stored) {
  return value_or_throw(canonical_decode<receipt_list>(stored, block_limits))
    .receipts;
}

block block_of(const bytes& stored) {
  return value_or_throw(canonical_decode<block>(stored, block_limits));
}

std::string text_of(const bytes& x) {
  return {reinterpret_cast<const char*>(x.data()), x.size()};
}

/// The record under a key, after the head.
template <class Record>
struct found_record {
  block_height height;
  std::optional<Record> record;
};

template <class Record>
found_record<Record>
find_record(const store::chain_store& disk, const ledger::bytes& key) {
  auto height = disk.height().value_or(0);
  auto state = stored_state{disk, value_or_throw(disk.state_at(height))};
  return {block_height{height}, ledger::load<Record>(state, key)};
}

} // namespace

caf::expected<stored_block> chain_reader::find(const get_block& x) const {
  auto height
    = x.height.value() == 0 ? disk_.height().value_or(0) : x.height.value();
  if (height == 0)
    return caf::make_error(errc::not_stored);
  auto body = disk_.block(height);
  if (!body)
    return body.error();
  return guarded([&] {
    auto commit = value_or_throw(disk_.certificate(height));
    return stored_block{block_height{height}, buffer::copy_of(*body),
                        buffer::copy_of(commit),
                        receipts_of(value_or_throw(disk_.receipts(height)))};
  });
}

caf::expected<signed_header> chain_reader::header_at(std::uint64_t h) const {
  auto body = disk_.block(h);
  if (!body)
    return body.error();
  return guarded([&] {
    return signed_header{text_of(canonical_encode(block_of(*body).header)),
                         text_of(value_or_throw(disk_.certificate(h)))};
  });
}

caf::expected<transaction_found>
chain_reader::find(const get_transaction& x) const {
  auto hint = disk_.find_index(index_key(x.id));
  if (!hint)
    return hint.error();
  return guarded([&] {
    auto place = value_or_throw(canonical_decode<transaction_place>(*hint));
    auto height = place.height.value();
    auto body = block_of(value_or_throw(disk_.block(height)));
    auto receipts = receipts_of(value_or_throw(disk_.receipts(height)));
    if (place.index >= receipts.size() || receipts[place.index].id != x.id)
      throw std::runtime_error{"the index of transactions is damaged"};
    auto result = transaction_found{};
    result.height = place.height;
    result.index = place.index;
    result.transaction = body.transactions.at(place.index);
    result.receipt = receipts[place.index];
    result.transaction_proof = value_or_throw(crypto::merkle_prove(
      ledger::transaction_leaves(body.transactions), place.index));
    result.receipt_proof = value_or_throw(
      crypto::merkle_prove(ledger::receipt_leaves(receipts), place.index));
    result.headers.push_back(value_or_throw(header_at(height)));
    if (auto next = header_at(height + 1))
      result.headers.push_back(std::move(*next));
    return result;
  });
}

caf::expected<state_value> chain_reader::find(const get_state& x) const {
  auto height
    = x.height.value() == 0 ? disk_.height().value_or(0) : x.height.value();
  auto root = disk_.state_at(height);
  if (!root)
    return root.error();
  if (x.key.empty() || x.key.size() > 1'024)
    return caf::make_error(errc::invalid_argument);
  return guarded([&] {
    auto state = stored_state{disk_, *root};
    auto value = state.get(x.key);
    auto proof = value_or_throw(crypto::smt_prove(state.nodes(), *root, x.key));
    return state_value{block_height{height}, root_hash{root->hash.bytes()},
                       value.has_value(), value.value_or(ledger::bytes{}),
                       std::move(proof)};
  });
}

caf::expected<escrow_state> chain_reader::find(const get_escrow& x) const {
  auto found = guarded([&] {
    return find_record<ledger::escrow_record>(
      disk_, ledger::state_keys{lane_id{0}}.escrow(x.escrow));
  });
  if (!found)
    return found.error();
  if (!found->record)
    return caf::make_error(errc::unknown_escrow);
  const auto& y = *found->record;
  return escrow_state{found->height, y.owner,   y.coordinator, y.model,
                      y.price,       y.balance, y.expires_ms,  y.closes_ms};
}

caf::expected<account_state> chain_reader::find(const get_account& x) const {
  auto found = guarded([&] {
    return find_record<ledger::account_record>(
      disk_, ledger::state_keys{x.lane}.account(x.account));
  });
  if (!found)
    return found.error();
  auto record = found->record.value_or(ledger::account_record{});
  return account_state{found->height, record.balance, record.nonce,
                       record.nonce};
}

caf::expected<chain_status> chain_reader::status() const {
  return guarded([&] {
    auto result = chain_status{};
    auto height = disk_.height().value_or(0);
    result.chain_id = genesis_.parameters.chain_id;
    result.genesis = ledger::hash_of(genesis_);
    result.height = block_height{height};
    result.time = genesis_.time;
    if (height > 0) {
      auto last = block_of(value_or_throw(disk_.block(height)));
      result.block = ledger::id_of(last.header);
      result.time = last.header.time_ms;
    }
    auto state = value_or_throw(disk_.state_at(height));
    result.state_root = root_hash{state.hash.bytes()};
    for (const auto& x : genesis_.validators)
      result.validators.push_back(
        {x.node, validator_id{x.key.bytes()}, x.weight});
    return result;
  });
}

std::map<account_id, ledger::worker_record> chain_reader::workers() const {
  auto result = std::map<account_id, ledger::worker_record>{};
  auto root = disk_.state();
  auto state = stored_state{disk_, root};
  auto add = [&](const crypto::smt_leaf& leaf) {
    if (ledger::table_of(leaf.key) == ledger::table::workers)
      result.emplace(account_in(leaf.key),
                     ledger::read_record<ledger::worker_record>(leaf.value));
  };
  if (auto error = crypto::smt_for_each(state.nodes(), root, add))
    throw std::runtime_error{spell(error)};
  return result;
}

account_id account_in(const ledger::bytes& key) {
  constexpr auto size = std::tuple_size_v<account_id::bytes_type>;
  if (key.size() < size)
    throw std::runtime_error{"a key of the state names no account"};
  return from_bytes<account_id>(std::span{key}.last(size));
}

} // namespace synod::chain
