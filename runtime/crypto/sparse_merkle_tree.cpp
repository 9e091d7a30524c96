#include "runtime/crypto/sparse_merkle_tree.hpp"

#include "schemas/error.hpp"

#include <algorithm>

namespace synod::crypto {

namespace {

constexpr auto depth_max = std::size_t{256};

/// Where a key's way ends, and what it passed.
struct way {
  std::optional<smt_leaf> end; // the key's leaf, or another's
  digest end_key_hash;
  std::vector<digest> siblings; // from the root down
};

caf::expected<way>
walk(const smt_source& source, const smt_root& root, const digest& key_hash) {
  auto result = way{};
  auto top = root;
  while (!top.empty()) {
    auto node = smt_read(source, top);
    if (!node)
      return node.error();
    if (auto* leaf = std::get_if<smt_leaf>(&*node)) {
      result.end_key_hash = sha256(leaf->key);
      result.end = std::move(*leaf);
      break;
    }
    if (result.siblings.size() == depth_max)
      return caf::make_error(errc::store_damaged, "the state is too deep");
    const auto& inner = std::get<smt_inner>(*node);
    auto right = smt_goes_right(key_hash, result.siblings.size());
    result.siblings.push_back(right ? inner.left.hash : inner.right.hash);
    top = right ? inner.right : inner.left;
  }
  return result;
}

/// @returns the root that a way with this end gives.
digest fold(const digest& key_hash, const digest& end,
            const std::vector<digest>& siblings) {
  auto hash = end;
  auto depth = siblings.size();
  for (const auto& sibling : siblings)
    hash = smt_goes_right(key_hash, --depth) ? smt_inner_hash(sibling, hash)
                                             : smt_inner_hash(hash, sibling);
  return hash;
}

bool is_well_formed(const smt_proof& proof) {
  return proof.version == 1 && proof.siblings.size() <= depth_max
         && (proof.other_leaf
             || (proof.other_key.is_zero() && proof.other_value.is_zero()));
}

bool same_way(const digest& a, const digest& b, std::size_t depth) {
  for (auto i = std::size_t{0}; i < depth; ++i)
    if (smt_goes_right(a, i) != smt_goes_right(b, i))
      return false;
  return true;
}

} // namespace

caf::expected<std::optional<bytes>>
smt_find(const smt_source& source, const smt_root& root,
         std::span<const std::byte> key) {
  auto key_hash = sha256(key);
  auto way = walk(source, root, key_hash);
  if (!way)
    return way.error();
  if (!way->end || way->end_key_hash != key_hash)
    return std::optional<bytes>{};
  return std::optional{std::move(way->end->value)};
}

caf::error smt_for_each(const smt_source& source, const smt_root& root,
                        const std::function<void(smt_leaf)>& visit) {
  // At most one subtree per level waits here.
  auto waiting = std::vector<smt_subtree>{root};
  while (!waiting.empty()) {
    auto top = waiting.back();
    waiting.pop_back();
    if (top.empty())
      continue;
    auto node = smt_read(source, top);
    if (!node)
      return node.error();
    if (auto* leaf = std::get_if<smt_leaf>(&*node)) {
      visit(std::move(*leaf));
    } else {
      const auto& inner = std::get<smt_inner>(*node);
      waiting.push_back(inner.right);
      waiting.push_back(inner.left);
    }
  }
  return {};
}

caf::expected<smt_proof>
smt_prove(const smt_source& source, const smt_root& root,
          std::span<const std::byte> key) {
  auto key_hash = sha256(key);
  auto way = walk(source, root, key_hash);
  if (!way)
    return way.error();
  auto result = smt_proof{};
  result.siblings = std::move(way->siblings);
  std::ranges::reverse(result.siblings);
  if (way->end && way->end_key_hash != key_hash) {
    result.other_leaf = true;
    result.other_key = way->end_key_hash;
    result.other_value = sha256(way->end->value);
  }
  return result;
}

bool smt_verify_present(const digest& root, std::span<const std::byte> key,
                        std::span<const std::byte> value,
                        const smt_proof& proof) {
  if (!is_well_formed(proof) || proof.other_leaf)
    return false;
  auto key_hash = sha256(key);
  auto leaf = smt_leaf_hash(key_hash, sha256(value));
  return fold(key_hash, leaf, proof.siblings) == root;
}

bool smt_verify_absent(const digest& root, std::span<const std::byte> key,
                       const smt_proof& proof) {
  if (!is_well_formed(proof))
    return false;
  auto key_hash = sha256(key);
  if (!proof.other_leaf)
    return fold(key_hash, digest{}, proof.siblings) == root;
  // The other leaf must lie on the key's own way, and be another's.
  if (proof.other_key == key_hash
      || !same_way(proof.other_key, key_hash, proof.siblings.size()))
    return false;
  auto leaf = smt_leaf_hash(proof.other_key, proof.other_value);
  return fold(key_hash, leaf, proof.siblings) == root;
}

caf::expected<bytes> smt_memory::read(const smt_node_id& id) const {
  auto found = nodes_.find(id);
  if (found == nodes_.end())
    return caf::make_error(errc::store_damaged, "a node of the state is gone");
  return found->second;
}

void smt_memory::add(const smt_update& update) {
  for (const auto& [id, node] : update.nodes)
    nodes_.insert_or_assign(id, node);
}

void smt_memory::prune(const smt_update& update) {
  for (const auto& id : update.stale)
    nodes_.erase(id);
}

} // namespace synod::crypto
