#include "runtime/crypto/smt_node.hpp"

#include "runtime/crypto/merkle_tree.hpp"
#include "schemas/big_endian.hpp"
#include "schemas/error.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace synod::crypto {

namespace {

constexpr auto leaf_tag = std::byte{0};
constexpr auto inner_tag = std::byte{1};

// A leaf: its tag, the key's size in 4 bytes, key, value. An inner node: its
// tag, then for each side the hash, the version in 8 bytes, the index in 4.
constexpr auto leaf_head = std::size_t{5};
constexpr auto side_size = std::size_t{44};

std::span<const std::byte> view(const digest& x) noexcept {
  return std::as_bytes(std::span{x.bytes()});
}

std::uint64_t take(std::span<const std::byte>& in, std::size_t size) {
  auto result = get_big_endian(in.first(size));
  in = in.subspan(size);
  return result;
}

void put(bytes& out, const smt_subtree& x) {
  auto hash = view(x.hash);
  out.insert(out.end(), hash.begin(), hash.end());
  append_big_endian(out, x.id.version, 8);
  append_big_endian(out, x.id.index, 4);
}

smt_subtree take_side(std::span<const std::byte>& in) {
  auto hash = from_bytes<digest>(in.first(32));
  in = in.subspan(32);
  auto version = take(in, 8);
  auto index = static_cast<std::uint32_t>(take(in, 4));
  return {hash, {version, index}};
}

std::optional<smt_node> decode_leaf(std::span<const std::byte> in) {
  if (in.size() < leaf_head)
    return {};
  in = in.subspan(1);
  auto key_size = take(in, leaf_head - 1);
  if (key_size > in.size())
    return {};
  auto key = in.first(key_size);
  auto value = in.subspan(key_size);
  return smt_leaf{{key.begin(), key.end()}, {value.begin(), value.end()}};
}

} // namespace

digest smt_leaf_hash(const digest& key_hash, const digest& value_hash) {
  auto input = std::array<std::byte, 64>{};
  auto end = std::ranges::copy(view(key_hash), input.begin());
  std::ranges::copy(view(value_hash), end.out);
  return merkle_leaf(input); // SmtSpec's prefixes are RFC 6962's
}

digest smt_inner_hash(const digest& left, const digest& right) {
  return merkle_inner(left, right);
}

digest smt_hash(const smt_node& node) {
  if (const auto* leaf = std::get_if<smt_leaf>(&node))
    return smt_leaf_hash(sha256(leaf->key), sha256(leaf->value));
  const auto& inner = std::get<smt_inner>(node);
  return smt_inner_hash(inner.left.hash, inner.right.hash);
}

bool smt_goes_right(const digest& key_hash, std::size_t depth) {
  assert(depth < 256);
  return (key_hash.bytes()[depth / 8] >> (7 - depth % 8) & 1) != 0;
}

bytes smt_encode(const smt_node& node) {
  auto out = bytes{};
  if (const auto* leaf = std::get_if<smt_leaf>(&node)) {
    out.reserve(leaf_head + leaf->key.size() + leaf->value.size());
    out.push_back(leaf_tag);
    append_big_endian(out, leaf->key.size(), leaf_head - 1);
    out.insert(out.end(), leaf->key.begin(), leaf->key.end());
    out.insert(out.end(), leaf->value.begin(), leaf->value.end());
    return out;
  }
  const auto& inner = std::get<smt_inner>(node);
  out.reserve(1 + 2 * side_size);
  out.push_back(inner_tag);
  put(out, inner.left);
  put(out, inner.right);
  return out;
}

std::optional<smt_node> smt_decode(std::span<const std::byte> encoded) {
  if (encoded.empty())
    return {};
  if (encoded.front() == leaf_tag)
    return decode_leaf(encoded);
  if (encoded.front() != inner_tag || encoded.size() != 1 + 2 * side_size)
    return {};
  auto in = encoded.subspan(1);
  auto left = take_side(in);
  auto right = take_side(in);
  return smt_inner{left, right};
}

caf::expected<smt_node>
smt_read(const smt_source& source, const smt_subtree& top) {
  assert(!top.empty());
  auto encoded = source.read(top.id);
  if (!encoded)
    return encoded.error();
  auto node = smt_decode(*encoded);
  if (!node || smt_hash(*node) != top.hash)
    return caf::make_error(errc::store_damaged,
                           "a node of the state is not the one that its "
                           "parent names; restore this node's data folder "
                           "from another validator");
  return std::move(*node);
}

} // namespace synod::crypto
