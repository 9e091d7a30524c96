#include "runtime/ledger/subtrees.hpp"

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
  if (x.first != positions() || places.size() != roots.size())
    return false;
  for (auto i = std::size_t{0}; i < places.size(); ++i)
    joined_.add_subtree(roots[i], places[i].count);
  return true;
}

} // namespace synod::ledger
