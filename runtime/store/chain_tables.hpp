#pragma once

#include "runtime/crypto/smt_node.hpp"
#include "runtime/store/transaction.hpp"

#include <array>
#include <string>

namespace synod::store {

/// The tables of a chain's store, and how their keys and small values look. All
/// numbers are big-endian, so that keys sort as they count.
struct chain_tables {
  database blocks;       // height -> sealed block
  database certificates; // height -> sealed certificate
  database receipts;     // height -> sealed receipts
  database states;       // height -> sealed root
  database nodes;        // version, index -> a tree's node, checked by its hash
  database stale;        // height from which unused, version, index -> seal
  database index;        // the caller's key -> sealed value
  database head;         // "head" -> sealed height, first kept state

  static std::vector<std::string> names();

  explicit chain_tables(const environment& disk);
};

/// What the "head" record says.
struct chain_head {
  std::uint64_t height = 0;
  std::uint64_t first_state = 0; ///< Older ones were pruned.
};

constexpr auto head_key = std::string_view{"head"};

using height_key = std::array<std::byte, 8>;
using node_key = std::array<std::byte, 12>;
using stale_key = std::array<std::byte, 20>;

[[nodiscard]] height_key key_of(std::uint64_t height);
[[nodiscard]] node_key key_of(const crypto::smt_node_id& id);
[[nodiscard]] stale_key
key_of(std::uint64_t unused_from, const crypto::smt_node_id& id);

/// @returns nothing unless the bytes are a height's key.
[[nodiscard]] std::optional<std::uint64_t> height_of(byte_view key);

[[nodiscard]] std::vector<std::byte> encode(const crypto::smt_root& x);
[[nodiscard]] std::optional<crypto::smt_root> decode_root(byte_view x);

[[nodiscard]] std::vector<std::byte> encode(const chain_head& x);
[[nodiscard]] std::optional<chain_head> decode_head(byte_view x);

} // namespace synod::store
