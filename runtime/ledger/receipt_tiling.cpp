#include "runtime/ledger/receipt_tiling.hpp"

#include "runtime/ledger/subtrees.hpp"

#include <tuple>

namespace synod::ledger {

namespace {

/// The receipts of one range of one generation, in order.
using stage = std::span<const signed_receipt>;

interval interval_of(const receipt& x) {
  return {x.position, x.positions};
}

bool same_stage(const receipt& a, const receipt& b) {
  return a.generation == b.generation && a.range == b.range;
}

auto order_of(const receipt& x) {
  return std::tuple{x.generation, x.range.first, x.range.count, x.position};
}

refusal check_order(std::span<const signed_receipt> receipts) {
  for (auto i = std::size_t{0}; i < receipts.size(); ++i) {
    const auto& next = receipts[i].receipt;
    if (auto reason = check_interval(next))
      return reason;
    if (i == 0)
      continue;
    const auto& last = receipts[i - 1].receipt;
    auto overlaps = same_stage(last, next)
                    && next.position - last.position < last.positions
                    && next.position >= last.position;
    if (overlaps && interval_of(last) == interval_of(next))
      return errc::duplicate_receipt;
    if (order_of(next) < order_of(last))
      return errc::receipts_unordered;
    if (overlaps)
      return errc::overlapping_receipts;
  }
  return applied;
}

stage take_stage(std::span<const signed_receipt>& rest) {
  auto size = std::size_t{1};
  while (size < rest.size() && same_stage(rest[0].receipt, rest[size].receipt))
    ++size;
  auto result = rest.first(size);
  rest = rest.subspan(size);
  return result;
}

struct stage_sides {
  subtree_joiner input;
  subtree_joiner output;
};

/// Refuses `receipt_gap`.
refusal join(stage receipts, stage_sides& sides) {
  for (const auto& x : receipts) {
    auto place = interval_of(x.receipt);
    if (!sides.input.add(place, x.receipt.input)
        || !sides.output.add(place, x.receipt.output))
      return errc::receipt_gap;
  }
  return applied;
}

/// One generation while its stages come in.
struct generation_tiling {
  std::uint64_t blocks = 0; // tiled so far
  std::uint64_t positions = 0;
  digest root; // of the last stage's output

  refusal add(stage receipts) {
    auto range = receipts[0].receipt.range;
    if (range.first != blocks || range.count == 0)
      return errc::blocks_not_tiled;
    auto sides = stage_sides{};
    if (auto reason = join(receipts, sides))
      return reason;
    if (blocks > 0 && sides.input.positions() != positions)
      return errc::receipt_gap;
    if (blocks > 0 && sides.input.root() != root)
      return errc::roots_differ;
    blocks += range.count;
    positions = sides.input.positions();
    root = sides.output.root();
    return applied;
  }
};

refusal check_generation(std::span<const signed_receipt>& rest,
                         std::uint32_t blocks, attested_work& work) {
  auto generation = rest[0].receipt.generation;
  if (generation != work.positions.size())
    return errc::receipts_unordered;
  auto tiling = generation_tiling{};
  while (!rest.empty() && rest[0].receipt.generation == generation) {
    auto receipts = take_stage(rest);
    if (auto reason = tiling.add(receipts))
      return reason;
    for (const auto& x : receipts)
      work.work[x.receipt.worker]
        += std::uint64_t{x.receipt.range.count} * x.receipt.positions;
  }
  if (tiling.blocks != blocks)
    return errc::blocks_not_tiled;
  work.tokens += tiling.positions;
  work.positions.push_back(static_cast<std::uint32_t>(tiling.positions));
  return applied;
}

} // namespace

refusal check_interval(const receipt& x) {
  constexpr auto size = receipt_positions_max;
  if (x.positions == 0 || x.positions > size - x.position % size)
    return errc::bad_interval;
  auto subtrees = cover(interval_of(x)).size();
  if (x.input.size() != subtrees || x.output.size() != subtrees)
    return errc::bad_interval;
  return applied;
}

refusal check_tiling(std::span<const signed_receipt> receipts,
                     std::uint32_t blocks, attested_work& work) {
  work = {};
  if (receipts.empty())
    return errc::nothing_attested;
  if (auto reason = check_order(receipts))
    return reason;
  while (!receipts.empty())
    if (auto reason = check_generation(receipts, blocks, work))
      return reason;
  return applied;
}

} // namespace synod::ledger
