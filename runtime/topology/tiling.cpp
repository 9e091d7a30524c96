#include "runtime/topology/tiling.hpp"

#include <algorithm>
#include <set>

namespace synod::topology {

namespace {

std::string spell(std::uint32_t first, std::uint32_t end) {
  return first + 1 == end
           ? "block " + std::to_string(first)
           : "blocks " + std::to_string(first) + "-" + std::to_string(end - 1);
}

/// @returns the first range of blocks below `end` that no range covers.
std::optional<block_range>
first_gap(std::vector<block_range> ranges, std::uint32_t end) {
  std::ranges::sort(ranges);
  auto covered = std::uint32_t{0};
  for (auto [first, last] : ranges) {
    if (first > covered)
      return block_range{covered, std::min(first, end)};
    covered = std::max(covered, last + 1);
  }
  if (covered < end)
    return block_range{covered, end};
  return {};
}

} // namespace

tiling check_tiling(const std::vector<block_range>& ranges,
                    std::optional<std::uint32_t> blocks) {
  auto result = tiling{};
  if (ranges.empty()) {
    result.fault = "no shard_worker runs its blocks";
    return result;
  }
  auto highest = std::ranges::max(ranges, {}, &block_range::second).second + 1;
  auto end = blocks.value_or(highest);
  if (highest > end)
    result.fault = "has " + std::to_string(end) + " blocks, 0 to "
                   + std::to_string(end - 1) + ", but a shard_worker is to run "
                   + spell(end, highest);
  else if (auto gap = first_gap(ranges, end))
    result.fault = "no shard_worker runs " + spell(gap->first, gap->second);
  if (!result.fault.empty())
    return result;

  // Boundaries that some chain of ranges leads to, from either end.
  auto sorted = ranges;
  std::ranges::sort(sorted);
  auto from_start = std::set<std::uint32_t>{0};
  for (auto [first, last] : sorted)
    if (from_start.contains(first))
      from_start.insert(last + 1);
  std::ranges::sort(sorted, std::ranges::greater{}, &block_range::second);
  auto from_end = std::set<std::uint32_t>{end};
  for (auto [first, last] : sorted)
    if (from_end.contains(last + 1))
      from_end.insert(first);

  if (!from_start.contains(end))
    result.fault = "its ranges of blocks overlap but do not meet end to end";
  for (std::size_t i = 0; i < ranges.size(); ++i)
    if (!from_start.contains(ranges[i].first)
        || !from_end.contains(ranges[i].second + 1))
      result.unused.push_back(i);
  return result;
}

} // namespace synod::topology
