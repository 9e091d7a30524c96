#include "runtime/crypto/sparse_merkle_tree.hpp"
#include "schemas/error.hpp"

#include <algorithm>
#include <cassert>

namespace synod::crypto {

namespace {

/// What stands at a place of the new tree. What was not touched is not read, so
/// that its kind may be unknown.
enum class kind { empty, leaf, inner, unknown };

struct part {
  smt_subtree top;
  kind is = kind::empty;
};

/// A change beside the hash that orders it.
struct hashed_change {
  digest key_hash;
  const smt_change* change;
};

/// A leaf of the new tree: one that is kept, or one to be made.
struct item {
  digest key_hash;
  const smt_subtree* kept;
  const smt_change* made;
};

template <class T>
std::size_t left_share(std::span<const T> sorted, std::size_t depth) {
  auto split = std::ranges::partition_point(
    sorted, [&](const T& x) { return !smt_goes_right(x.key_hash, depth); });
  return static_cast<std::size_t>(split - sorted.begin());
}

/// Makes one version. The first failure stays and empties what follows.
class version_maker {
public:
  version_maker(const smt_source& source, std::uint64_t version)
    : source_(source), version_(version) {
  }

  caf::expected<smt_update>
  run(const smt_root& root, std::span<const hashed_change> changes) {
    update_.root = apply(root, changes, 0).top;
    if (error_)
      return error_;
    return std::move(update_);
  }

private:
  part apply(const smt_subtree& top, std::span<const hashed_change> changes,
             std::size_t depth) {
    if (changes.empty())
      return {top, top.empty() ? kind::empty : kind::unknown};
    if (top.empty())
      return merge(nullptr, nullptr, changes, depth);
    auto node = read(top);
    if (error_)
      return {};
    if (const auto* leaf = std::get_if<smt_leaf>(&node))
      return merge(&top, leaf, changes, depth);
    return descend(top, std::get<smt_inner>(node), changes, depth);
  }

  part descend(const smt_subtree& top, const smt_inner& node,
               std::span<const hashed_change> changes, std::size_t depth) {
    auto share = left_share(changes, depth);
    auto left = apply(node.left, changes.first(share), depth + 1);
    auto right = apply(node.right, changes.subspan(share), depth + 1);
    if (left.top == node.left && right.top == node.right)
      return {top, kind::inner};
    update_.stale.push_back(top.id);
    return join(left, right);
  }

  /// Puts changes where there is at most one leaf.
  part merge(const smt_subtree* top, const smt_leaf* leaf,
             std::span<const hashed_change> changes, std::size_t depth) {
    auto items = std::vector<item>{};
    for (const auto& x : changes)
      if (x.change->value)
        items.push_back({x.key_hash, nullptr, x.change});
    if (leaf)
      merge_leaf(*top, *leaf, changes, items);
    return build(items, depth);
  }

  void
  merge_leaf(const smt_subtree& top, const smt_leaf& leaf,
             std::span<const hashed_change> changes, std::vector<item>& items) {
    auto key_hash = sha256(leaf.key);
    auto same = std::ranges::find(changes, key_hash, &hashed_change::key_hash);
    auto place = std::ranges::lower_bound(items, key_hash, {}, &item::key_hash);
    if (same == changes.end())
      items.insert(place, {key_hash, &top, nullptr});
    else if (same->change->value == leaf.value)
      *place = {key_hash, &top, nullptr};
    else
      update_.stale.push_back(top.id);
  }

  part build(std::span<const item> items, std::size_t depth) {
    if (items.empty())
      return {};
    if (items.size() == 1) {
      const auto& x = items.front();
      return x.kept ? part{*x.kept, kind::leaf} : make_leaf(x);
    }
    auto share = left_share(items, depth);
    return join(build(items.first(share), depth + 1),
                build(items.subspan(share), depth + 1));
  }

  part make_leaf(const item& x) {
    auto hash = smt_leaf_hash(x.key_hash, sha256(*x.made->value));
    return {add(hash, smt_leaf{x.made->key, *x.made->value}), kind::leaf};
  }

  /// A leaf beside nothing moves up.
  part join(const part& left, const part& right) {
    if (left.is == kind::empty && is_leaf_or_empty(right))
      return right;
    if (right.is == kind::empty && is_leaf_or_empty(left))
      return left;
    auto hash = smt_inner_hash(left.top.hash, right.top.hash);
    return {add(hash, smt_inner{left.top, right.top}), kind::inner};
  }

  bool is_leaf_or_empty(const part& x) {
    if (x.is != kind::unknown)
      return x.is != kind::inner;
    auto node = read(x.top);
    return std::holds_alternative<smt_leaf>(node);
  }

  smt_node read(const smt_subtree& top) {
    if (error_)
      return {};
    auto node = smt_read(source_, top);
    if (node)
      return std::move(*node);
    error_ = node.error();
    return {};
  }

  smt_subtree add(const digest& hash, const smt_node& node) {
    auto index = static_cast<std::uint32_t>(update_.nodes.size());
    auto id = smt_node_id{version_, index};
    update_.nodes.emplace_back(id, smt_encode(node));
    return {hash, id};
  }

  const smt_source& source_;
  std::uint64_t version_;
  smt_update update_;
  caf::error error_;
};

} // namespace

caf::expected<smt_update>
smt_apply(const smt_source& source, const smt_root& root, std::uint64_t version,
          const std::vector<smt_change>& changes) {
  if (!root.empty() && version <= root.id.version)
    return caf::make_error(errc::invalid_argument,
                           "the version is not above the last one");
  auto hashed = std::vector<hashed_change>{};
  hashed.reserve(changes.size());
  for (const auto& x : changes)
    hashed.push_back({sha256(x.key), &x});
  std::ranges::sort(hashed, {}, &hashed_change::key_hash);
  auto twice = std::ranges::adjacent_find(hashed, {}, &hashed_change::key_hash);
  if (twice != hashed.end())
    return caf::make_error(errc::invalid_argument, "a key is changed twice");
  return version_maker{source, version}.run(root, hashed);
}

} // namespace synod::crypto
