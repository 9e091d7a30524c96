#include "runtime/ledger/subtrees.hpp"

#include "runtime/crypto/merkle_tree.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace synod::ledger {

std::vector<interval> cover(const interval& x) {
  auto result = std::vector<interval>{};
  for (auto first = x.first, left = x.count; left > 0;) {
    auto size = std::bit_floor(left);
    if (first != 0)
      size = std::min(size, first & -first);
    result.push_back({first, size});
    first += size;
    left -= size;
  }
  return result;
}

std::vector<digest>
subtree_roots(const interval& x, std::span<const digest> leaves) {
  assert(leaves.size() == x.count);
  auto result = std::vector<digest>{};
  for (const auto& place : cover(x))
    result.push_back(
      crypto::merkle_root(leaves.subspan(place.first - x.first, place.count)));
  return result;
}

bool subtree_joiner::add(const interval& x, std::span<const digest> roots) {
  auto places = cover(x);
  if (x.first != positions_ || places.size() != roots.size())
    return false;
  for (auto i = std::size_t{0}; i < places.size(); ++i)
    join(places[i], roots[i]);
  positions_ += x.count;
  return true;
}

void subtree_joiner::join(const interval& place, const digest& root) {
  peaks_.push_back({place, root});
  while (peaks_.size() >= 2) {
    auto& left = peaks_[peaks_.size() - 2];
    const auto& right = peaks_.back();
    if (left.place.count != right.place.count)
      return;
    left = {{left.place.first, 2 * left.place.count},
            crypto::merkle_inner(left.root, right.root)};
    peaks_.pop_back();
  }
}

digest subtree_joiner::root() const {
  if (peaks_.empty())
    return crypto::merkle_root({});
  auto result = peaks_.back().root;
  for (auto i = peaks_.size() - 1; i-- > 0;)
    result = crypto::merkle_inner(peaks_[i].root, result);
  return result;
}

} // namespace synod::ledger
