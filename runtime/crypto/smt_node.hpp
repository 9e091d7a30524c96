#pragma once

#include "runtime/crypto/sha256.hpp"

#include <caf/expected.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

// The nodes of a sparse Merkle tree, hashed as ICS-23's `SmtSpec` says
// (cosmos/ics23, proof.go): a leaf is SHA-256(0x00 ‖ SHA-256(key) ‖
// SHA-256(value)), an inner node SHA-256(0x01 ‖ left ‖ right), and nothing is
// 32 zero bytes. A key's way down is the bits of its SHA-256, the highest
// first, 0 for left. A leaf stands as high as its way is its own.

namespace synod::crypto {

using bytes = std::vector<std::byte>;

/// Where a node is kept. A version makes its nodes in order, from index 0.
struct smt_node_id {
  std::uint64_t version = 0;
  std::uint32_t index = 0;

  friend auto operator<=>(const smt_node_id&, const smt_node_id&) = default;
};

/// A subtree: its hash, and where its top is kept. A zero hash is the empty
/// one.
struct smt_subtree {
  digest hash;
  smt_node_id id;

  [[nodiscard]] bool empty() const noexcept {
    return hash.is_zero();
  }

  friend bool operator==(const smt_subtree&, const smt_subtree&) = default;
};

/// The whole of a version.
using smt_root = smt_subtree;

struct smt_leaf {
  bytes key;
  bytes value;

  friend bool operator==(const smt_leaf&, const smt_leaf&) = default;
};

struct smt_inner {
  smt_subtree left;
  smt_subtree right;

  friend bool operator==(const smt_inner&, const smt_inner&) = default;
};

using smt_node = std::variant<smt_leaf, smt_inner>;

[[nodiscard]] digest
smt_leaf_hash(const digest& key_hash, const digest& value_hash);
[[nodiscard]] digest smt_inner_hash(const digest& left, const digest& right);
[[nodiscard]] digest smt_hash(const smt_node& node);

/// The bit of `key_hash` that decides at `depth`: true for right.
/// @pre `depth < 256`
[[nodiscard]] bool smt_goes_right(const digest& key_hash, std::size_t depth);

/// The form in which a store keeps a node.
[[nodiscard]] bytes smt_encode(const smt_node& node);

/// @returns nothing unless the bytes are a node's. Total.
[[nodiscard]] std::optional<smt_node>
smt_decode(std::span<const std::byte> encoded);

/// Reads kept nodes. What it gives is checked by whoever asked, against the
/// hash that led there.
class smt_source {
public:
  virtual ~smt_source() = default;

  /// @returns the bytes of `smt_encode`, or `store_damaged` if there are none:
  ///          only nodes that must be there are asked for.
  [[nodiscard]] virtual caf::expected<bytes>
  read(const smt_node_id& id) const = 0;
};

/// @returns the node at the top of a subtree that is not empty; fails with
///          `store_damaged` unless its hash is the subtree's.
[[nodiscard]] caf::expected<smt_node>
smt_read(const smt_source& source, const smt_subtree& top);

} // namespace synod::crypto
