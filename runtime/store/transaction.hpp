#pragma once

#include "runtime/store/environment.hpp"

struct MDB_txn;

namespace synod::store {

using byte_view = std::span<const std::byte>;

/// A key and its value, both views into the map.
struct record_view {
  byte_view key;
  byte_view value;
};

/// Reads one snapshot. Views it gives end with it.
class read_transaction {
public:
  read_transaction(read_transaction&& other) noexcept;
  read_transaction& operator=(read_transaction&&) = delete;
  ~read_transaction();

  /// @returns the value, nothing if the key is absent, or `store_damaged`.
  [[nodiscard]] caf::expected<std::optional<byte_view>>
  get(database where, byte_view key) const;

  /// @returns the last record in key order, or nothing.
  [[nodiscard]] caf::expected<std::optional<record_view>>
  last(database where) const;

  /// Visits the records from `first` on in key order while `visit` says true.
  [[nodiscard]] caf::error
  scan(database where, byte_view first,
       const std::function<bool(const record_view&)>& visit) const;

private:
  friend class environment;

  read_transaction(const environment* owner, MDB_txn* txn) noexcept;

  const environment* owner_;
  MDB_txn* txn_;
};

/// Writes; made by `environment::write` alone. Sees what it wrote.
class write_transaction {
public:
  /// Failures are kept: where one of these failed, the commit does too, so a
  /// body need not check each.
  void put(database where, byte_view key, byte_view value);

  /// Likewise, for a key above all there are.
  void append(database where, byte_view key, byte_view value);

  /// An absent key is no failure.
  void erase(database where, byte_view key);

  [[nodiscard]] caf::expected<std::optional<byte_view>>
  get(database where, byte_view key) const;

  [[nodiscard]] caf::error
  scan(database where, byte_view first,
       const std::function<bool(const record_view&)>& visit) const;

private:
  friend class environment;

  write_transaction(const environment* owner, MDB_txn* txn) noexcept
    : owner_(owner), txn_(txn) {
  }

  void put(database where, byte_view key, byte_view value, unsigned flags);

  const environment* owner_;
  MDB_txn* txn_;
  int failure_ = 0;
};

} // namespace synod::store
