#include "actors/shard_worker/batch_selection.hpp"

#include <algorithm>
#include <iterator>

namespace synod {

namespace {

/// @returns those that `wanted` likes, the one after `last` first.
template <class Predicate>
std::vector<batch_share>
in_turn(std::span<const batch_share> ready, session_id last, Predicate wanted) {
  auto result = std::vector<batch_share>{};
  std::ranges::copy_if(ready, std::back_inserter(result), wanted);
  auto first
    = std::ranges::upper_bound(result, last, {}, &batch_share::session);
  std::ranges::rotate(result, first);
  return result;
}

} // namespace

batch_selection::batch_selection(const worker_limits& limits) noexcept
  : batch_rows_(std::max(limits.batch_rows, 1U)),
    mixed_batch_rows_(std::min(limits.mixed_batch_rows, batch_rows_)) {
}

std::vector<batch_share>
batch_selection::select(std::span<const batch_share> ready) {
  auto result
    = in_turn(ready, last_decode_, [](auto& x) { return x.rows == 1; });
  if (result.size() > batch_rows_)
    result.resize(batch_rows_);
  auto room = batch_rows_;
  if (!result.empty()) {
    last_decode_ = result.back().session;
    auto decodes = static_cast<std::uint32_t>(result.size());
    auto rest = std::max(mixed_batch_rows_, decodes) - decodes;
    room = std::max(rest, prefill_rows_min);
  }
  for (auto& x :
       in_turn(ready, last_prefill_, [](auto& y) { return y.rows > 1; })) {
    if (room == 0)
      break;
    auto rows = std::min(x.rows, room);
    result.push_back({x.session, rows});
    last_prefill_ = x.session;
    room -= rows;
  }
  return result;
}

} // namespace synod
