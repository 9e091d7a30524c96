#pragma once

#include "runtime/crypto/smt_node.hpp"
#include "schemas/proofs.hpp"

#include <functional>
#include <map>
#include <utility>

// A sparse Merkle tree from keys to values whose nodes never change, so that
// every version stays readable until what only it uses is pruned. Compact as
// Celestia's smt: a subtree of one leaf is that leaf.

namespace synod::crypto {

/// Sets a key's value, or removes the key.
struct smt_change {
  bytes key;
  std::optional<bytes> value; ///< Nothing removes; removing what is absent is
                              ///< no change.
};

/// What a version adds to the one before, to be kept in one transaction.
struct smt_update {
  smt_root root;
  /// In the order of their index, all of the new version.
  std::vector<std::pair<smt_node_id, bytes>> nodes;
  /// In use until the new version, and not from it on.
  std::vector<smt_node_id> stale;
};

/// Makes a version out of an older one. The root depends on the keys and values
/// it holds alone, not on how it came about.
/// @param changes in any order, each key once
/// @returns `invalid_argument` if a key comes twice or `version` is not above
///          that of the root's node (except on an empty root); `store_damaged`
///          if a node that is read is not what it was.
[[nodiscard]] caf::expected<smt_update>
smt_apply(const smt_source& source, const smt_root& root, std::uint64_t version,
          const std::vector<smt_change>& changes);

/// @returns the key's value, nothing if it is absent, or `store_damaged`.
///          Absence is as certain as presence: each step is checked by hash.
[[nodiscard]] caf::expected<std::optional<bytes>>
smt_find(const smt_source& source, const smt_root& root,
         std::span<const std::byte> key);

/// Calls `visit` with every leaf, in the order of their keys' SHA-256.
/// Complete: a leaf that cannot be read is `store_damaged`, not left out.
[[nodiscard]] caf::error
smt_for_each(const smt_source& source, const smt_root& root,
             const std::function<void(smt_leaf)>& visit);

/// @returns the proof that the key is there or is not, or `store_damaged`.
[[nodiscard]] caf::expected<smt_proof>
smt_prove(const smt_source& source, const smt_root& root,
          std::span<const std::byte> key);

/// True if the proof shows that under `root` the key has this value. Total: any
/// proof may be asked about.
[[nodiscard]] bool
smt_verify_present(const digest& root, std::span<const std::byte> key,
                   std::span<const std::byte> value, const smt_proof& proof);

/// True if the proof shows that `root` has no such key. Total.
[[nodiscard]] bool
smt_verify_absent(const digest& root, std::span<const std::byte> key,
                  const smt_proof& proof);

/// A store in memory, for simulations and tests.
class smt_memory final : public smt_source {
public:
  [[nodiscard]] caf::expected<bytes> read(const smt_node_id& id) const override;

  void add(const smt_update& update);

  /// Forgets what no version from that of `update` on uses.
  void prune(const smt_update& update);

  [[nodiscard]] std::size_t size() const noexcept {
    return nodes_.size();
  }

private:
  std::map<smt_node_id, bytes> nodes_;
};

} // namespace synod::crypto
