#pragma once

#include "runtime/crypto/sparse_merkle_tree.hpp"
#include "runtime/store/chain_tables.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace synod::store {

using crypto::bytes;

/// A hint where something stands, as a transaction's height by its id.
struct index_entry {
  bytes key; ///< 1 to 400 bytes.
  bytes value;
};

/// All that one height leaves behind.
struct block_commit {
  std::uint64_t height = 0;
  bytes block;
  bytes certificate;
  bytes receipts;
  crypto::smt_update state;
  std::vector<index_entry> index;
  /// States before this height are forgotten along the way, a bounded number of
  /// nodes per commit, so that none waits long and none costs a flush more.
  std::uint64_t first_state = 0;
};

/// Blocks 0 (the genesis) to the head without a gap, their certificates and
/// receipts, and the state after each. One synced LMDB transaction per height.
/// What is read was written: every value is checked against a hash, and a
/// missing one below the head is `store_damaged` too, never "absent".
/// Safe to use from any thread; one thread commits.
class chain_store {
public:
  /// Fails with `store_damaged` if what the head names is not there or the
  /// state's height is not the blocks'; else as `environment::open` does.
  static caf::expected<std::unique_ptr<chain_store>>
  open(const std::filesystem::path& folder,
       std::size_t map_bytes_max = std::size_t{1} << 40);

  /// The last committed height; nothing before the genesis.
  [[nodiscard]] std::optional<std::uint64_t> height() const;

  /// The state after the head; the empty one before the genesis.
  [[nodiscard]] crypto::smt_root state() const;

  /// Commits the next height, durably when it returns. `invalid_argument` if it
  /// is not the next one or its state's version is not the height;
  /// `store_full`, `store_failed`: nothing was committed.
  [[nodiscard]] caf::error commit(const block_commit& x);

  /// Each fails with `not_stored` above the head, `store_damaged` if the bytes
  /// are not what was written.
  [[nodiscard]] caf::expected<bytes> block(std::uint64_t height) const;
  [[nodiscard]] caf::expected<bytes> certificate(std::uint64_t height) const;
  [[nodiscard]] caf::expected<bytes> receipts(std::uint64_t height) const;

  /// @returns the value, or `not_stored`: an index is a hint, and its absence
  ///          no proof.
  [[nodiscard]] caf::expected<bytes> find_index(const bytes& key) const;

  /// The state after a height. Fails with `not_stored` above the head or where
  /// it was pruned.
  [[nodiscard]] caf::expected<crypto::smt_root>
  state_at(std::uint64_t height) const;

  /// The nodes of all kept versions, as of one snapshot. Short-lived: it must
  /// be gone before this thread commits, and before the store is.
  [[nodiscard]] caf::expected<std::unique_ptr<crypto::smt_source>>
  state_nodes() const;

private:
  explicit chain_store(std::unique_ptr<environment> disk);

  caf::error load();
  [[nodiscard]] caf::error damaged(const std::string& what) const;
  caf::expected<bytes>
  read_sealed(const char* name, database where, std::uint64_t height) const;
  [[nodiscard]] caf::error check(const block_commit& x) const;
  [[nodiscard]] std::optional<chain_head> head() const;

  std::unique_ptr<environment> disk_;
  chain_tables in_;
  mutable std::mutex mutex_; // guards the two below
  std::optional<chain_head> head_;
  crypto::smt_root state_;
};

} // namespace synod::store
