#include "runtime/crypto/merkle_tree.hpp"

#include "schemas/error.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

namespace synod::crypto {

namespace {

constexpr auto leaf_prefix = std::byte{0};
constexpr auto inner_prefix = std::byte{1};
constexpr auto path_max = std::size_t{64};

std::span<const std::byte> view(const digest& x) noexcept {
  return std::as_bytes(std::span{x.bytes()});
}

/// The left side's share of `count` leaves.
/// @pre `count > 1`
std::size_t left_of(std::size_t count) noexcept {
  return std::bit_floor(count - 1);
}

} // namespace

digest merkle_leaf(std::span<const std::byte> data) {
  auto hasher = sha256_stream{};
  hasher.add(std::span{&leaf_prefix, 1});
  hasher.add(data);
  return hasher.finish();
}

digest merkle_inner(const digest& left, const digest& right) {
  auto input = std::array<std::byte, 65>{inner_prefix};
  std::ranges::copy(view(left), input.begin() + 1);
  std::ranges::copy(view(right), input.begin() + 33);
  return sha256(input);
}

digest merkle_root(std::span<const digest> leaves) {
  if (leaves.empty())
    return sha256({});
  if (leaves.size() == 1)
    return leaves.front();
  auto left = left_of(leaves.size());
  return merkle_inner(merkle_root(leaves.first(left)),
                      merkle_root(leaves.subspan(left)));
}

caf::expected<merkle_proof>
merkle_prove(std::span<const digest> leaves, std::uint64_t index) {
  if (index >= leaves.size())
    return errc::invalid_argument;
  auto result = merkle_proof{index, leaves.size(), {}};
  auto place = static_cast<std::size_t>(index);
  while (leaves.size() > 1) {
    auto left = left_of(leaves.size());
    auto right = leaves.subspan(left);
    if (place < left) {
      result.path.push_back(merkle_root(right));
      leaves = leaves.first(left);
    } else {
      result.path.push_back(merkle_root(leaves.first(left)));
      leaves = right;
      place -= left;
    }
  }
  std::ranges::reverse(result.path);
  return result;
}

bool merkle_verify(const digest& root, const digest& leaf,
                   const merkle_proof& proof) {
  // RFC 9162, section 2.1.3.2.
  if (proof.leaf_index >= proof.leaf_count || proof.path.size() > path_max)
    return false;
  auto place = proof.leaf_index;
  auto last = proof.leaf_count - 1;
  auto hash = leaf;
  for (const auto& sibling : proof.path) {
    if (last == 0)
      return false; // more siblings than the place takes
    if (place % 2 == 1 || place == last) {
      hash = merkle_inner(sibling, hash);
      while (place % 2 == 0 && place != 0) {
        place /= 2;
        last /= 2;
      }
    } else {
      hash = merkle_inner(hash, sibling);
    }
    place /= 2;
    last /= 2;
  }
  return last == 0 && hash == root;
}

void merkle_frontier::add_subtree(const digest& root, std::uint64_t count) {
  assert(std::has_single_bit(count) && size_ % count == 0);
  auto hash = root;
  // As many peaks are as large as the new one becomes as the size, counted in
  // such subtrees, ends in ones.
  for (auto full = std::countr_one(size_ / count); full > 0; --full) {
    hash = merkle_inner(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  size_ += count;
}

digest merkle_frontier::root() const {
  if (peaks_.empty())
    return sha256({});
  auto hash = peaks_.back();
  for (auto i = peaks_.size() - 1; i > 0; --i)
    hash = merkle_inner(peaks_[i - 1], hash);
  return hash;
}

} // namespace synod::crypto
