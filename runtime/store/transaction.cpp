#include "runtime/store/transaction.hpp"

#include "schemas/error.hpp"

#include <lmdb.h>

#include <memory>
#include <utility>

namespace synod::store {

namespace {

MDB_val to_val(byte_view x) noexcept {
  return {x.size(), const_cast<std::byte*>(x.data())};
}

byte_view to_view(const MDB_val& x) noexcept {
  return {static_cast<const std::byte*>(x.mv_data), x.mv_size};
}

int get_from(MDB_txn* txn, database where, byte_view key,
             std::optional<byte_view>& found) {
  auto name = to_val(key);
  auto value = MDB_val{};
  auto code = mdb_get(txn, where.handle, &name, &value);
  if (code == 0)
    found = to_view(value);
  return code == MDB_NOTFOUND ? 0 : code;
}

struct close_cursor {
  void operator()(MDB_cursor* x) const noexcept {
    mdb_cursor_close(x);
  }
};

using cursor = std::unique_ptr<MDB_cursor, close_cursor>;

int open_cursor(MDB_txn* txn, database where, cursor& result) {
  MDB_cursor* x = nullptr;
  auto code = mdb_cursor_open(txn, where.handle, &x);
  result.reset(x);
  return code;
}

int last_of(MDB_txn* txn, database where, std::optional<record_view>& found) {
  auto at = cursor{};
  if (auto code = open_cursor(txn, where, at))
    return code;
  auto key = MDB_val{};
  auto value = MDB_val{};
  auto code = mdb_cursor_get(at.get(), &key, &value, MDB_LAST);
  if (code == 0)
    found = record_view{to_view(key), to_view(value)};
  return code == MDB_NOTFOUND ? 0 : code;
}

int scan_in(MDB_txn* txn, database where, byte_view first,
            const std::function<bool(const record_view&)>& visit) {
  auto at = cursor{};
  if (auto code = open_cursor(txn, where, at))
    return code;
  auto key = to_val(first);
  auto value = MDB_val{};
  auto code = mdb_cursor_get(at.get(), &key, &value,
                             first.empty() ? MDB_FIRST : MDB_SET_RANGE);
  while (code == 0 && visit({to_view(key), to_view(value)}))
    code = mdb_cursor_get(at.get(), &key, &value, MDB_NEXT);
  return code == MDB_NOTFOUND ? 0 : code;
}

} // namespace

read_transaction::read_transaction(const environment* owner,
                                   MDB_txn* txn) noexcept
  : owner_(owner), txn_(txn) {
}

read_transaction::read_transaction(read_transaction&& other) noexcept
  : owner_(other.owner_), txn_(std::exchange(other.txn_, nullptr)) {
}

read_transaction::~read_transaction() {
  if (!txn_)
    return;
  mdb_txn_abort(txn_);
  owner_->reader_ended();
}

caf::expected<std::optional<byte_view>>
read_transaction::get(database where, byte_view key) const {
  auto found = std::optional<byte_view>{};
  if (auto code = get_from(txn_, where, key, found))
    return owner_->failure(code, "read");
  return found;
}

caf::expected<std::optional<record_view>>
read_transaction::last(database where) const {
  auto found = std::optional<record_view>{};
  if (auto code = last_of(txn_, where, found))
    return owner_->failure(code, "read");
  return found;
}

caf::error read_transaction::scan(
  database where, byte_view first,
  const std::function<bool(const record_view&)>& visit) const {
  auto code = scan_in(txn_, where, first, visit);
  return code ? owner_->failure(code, "read") : caf::error{};
}

void write_transaction::put(database where, byte_view key, byte_view value,
                            unsigned flags) {
  if (failure_ != 0)
    return;
  auto name = to_val(key);
  auto content = to_val(value);
  failure_ = mdb_put(txn_, where.handle, &name, &content, flags);
}

void write_transaction::put(database where, byte_view key, byte_view value) {
  put(where, key, value, 0);
}

void write_transaction::append(database where, byte_view key, byte_view value) {
  put(where, key, value, MDB_APPEND);
}

void write_transaction::erase(database where, byte_view key) {
  if (failure_ != 0)
    return;
  auto name = to_val(key);
  auto code = mdb_del(txn_, where.handle, &name, nullptr);
  failure_ = code == MDB_NOTFOUND ? 0 : code;
}

caf::expected<std::optional<byte_view>>
write_transaction::get(database where, byte_view key) const {
  auto found = std::optional<byte_view>{};
  if (auto code = get_from(txn_, where, key, found))
    return owner_->failure(code, "read");
  return found;
}

caf::error write_transaction::scan(
  database where, byte_view first,
  const std::function<bool(const record_view&)>& visit) const {
  auto code = scan_in(txn_, where, first, visit);
  return code ? owner_->failure(code, "read") : caf::error{};
}

} // namespace synod::store
