#include "runtime/ledger/state_keys.hpp"

#include "schemas/big_endian.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <span>

namespace synod::ledger {

namespace {

constexpr auto lane_bytes = std::size_t{4};

bytes append(bytes key, std::span<const std::byte> more) {
  key.insert(key.end(), more.begin(), more.end());
  return key;
}

template <class Tag>
bytes append(bytes key, const byte_array<Tag, 32>& id) {
  return append(std::move(key), std::as_bytes(std::span{id.bytes()}));
}

bytes append(bytes key, std::uint64_t value, std::size_t size) {
  append_big_endian(key, value, size);
  return key;
}

} // namespace

bytes state_keys::begin(table x) const {
  auto key = append({}, lane_.value(), lane_bytes);
  key.push_back(static_cast<std::byte>(x));
  return key;
}

bytes state_keys::totals() const {
  return begin(table::totals);
}

bytes state_keys::account(const account_id& id) const {
  return append(begin(table::accounts), id);
}

bytes state_keys::model(const model_root& id) const {
  return append(begin(table::models), id);
}

bytes state_keys::worker(const account_id& id) const {
  return append(begin(table::workers), id);
}

bytes state_keys::worker_name(std::string_view worker_name) const {
  return append(begin(table::worker_names),
                std::as_bytes(std::span{worker_name}));
}

bytes state_keys::worker_key(const curve_key& key) const {
  return append(begin(table::worker_keys), key);
}

bytes state_keys::escrow(const escrow_id& id) const {
  return append(begin(table::escrows), id);
}

bytes state_keys::attestation(const request_id& id) const {
  return append(begin(table::attestations), id);
}

bytes state_keys::releases(std::uint8_t kind) const {
  return append(begin(table::releases), kind, 1);
}

bytes state_keys::release_entry(std::uint8_t kind, std::uint64_t index) const {
  return append(append(begin(table::release_entries), kind, 1), index, 8);
}

table table_of(const bytes& key) {
  assert(key.size() > lane_bytes);
  return static_cast<table>(key[lane_bytes]);
}

} // namespace synod::ledger
