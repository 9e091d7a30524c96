#include "runtime/ledger/route_choice.hpp"

#include "runtime/crypto/sha256.hpp"
#include "schemas/big_endian.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace synod::ledger {

namespace {

using wide = unsigned __int128;
using candidate_list = std::vector<const route_candidate*>;

std::uint64_t square(std::uint64_t x) {
  return static_cast<std::uint64_t>(static_cast<wide>(x) * x >> 32);
}

constexpr auto requests(std::uint64_t count) {
  return count * fixed_one;
}

/// The least part of the best weight, `since` requests after a failure.
std::uint64_t least_part(std::uint64_t since) {
  constexpr auto first = requests(64);
  constexpr auto last = requests(256);
  constexpr auto low = fixed_one / 32;
  constexpr auto high = fixed_one / 4;
  auto gone = std::clamp(since, first, last) - first;
  return low
         + static_cast<std::uint64_t>(static_cast<wide>(high - low) * gone
                                      / (last - first));
}

/// The largest part of the best weight, for a worker that stands so.
std::uint64_t largest_part(const standing& x) {
  return std::clamp(x.since_recovery / 128, least_part(x.since_failure),
                    fixed_one);
}

std::uint64_t weigh(const route_candidate& x, std::uint64_t best) {
  auto part = [&](std::uint64_t of) {
    return static_cast<std::uint64_t>(static_cast<wide>(best) * of >> 32);
  };
  auto trust = std::clamp(square(x.standing.score),
                          part(least_part(x.standing.since_failure)),
                          part(largest_part(x.standing)));
  auto free = x.report.sessions_max - x.report.sessions;
  auto weight = static_cast<wide>(trust) * free / x.report.sessions_max;
  return std::max<std::uint64_t>(static_cast<std::uint64_t>(weight), 1);
}

std::uint64_t draw_for(const request_id& request, std::uint32_t attempt,
                       std::uint32_t block) {
  auto stream = crypto::sha256_stream{};
  stream.add(std::as_bytes(std::span{std::string_view{"synod/route/v1"}}));
  stream.add(std::as_bytes(std::span{request.bytes()}));
  auto numbers = std::array<std::byte, 8>{};
  put_big_endian(std::span{numbers}.first<4>(), attempt);
  put_big_endian(std::span{numbers}.last<4>(), block);
  stream.add(numbers);
  auto hash = stream.finish();
  return get_big_endian(std::as_bytes(std::span{hash.bytes()}).first<8>());
}

/// @pre `from` is not empty
route_step
choose(std::uint64_t draw, std::uint32_t block, const candidate_list& from) {
  auto result = route_step{block, {}, draw, 0};
  auto best = std::uint64_t{1};
  for (const auto* x : from)
    best = std::max(best, square(x->standing.score));
  auto total = wide{0};
  for (const auto* x : from) {
    result.candidates.push_back({x->worker, x->range, weigh(*x, best)});
    total += result.candidates.back().weight;
  }
  // Sums of weights stay below 2^33 x the number of candidates.
  auto place = static_cast<wide>(draw) * total >> 64;
  while (place >= result.candidates[result.chosen].weight)
    place -= result.candidates[result.chosen++].weight;
  return result;
}

enum class room { needed, any };

candidate_list
usable(std::span<const route_candidate> candidates, time_ms now, room wanted) {
  auto result = candidate_list{};
  for (const auto& x : candidates)
    if (x.report.worker == x.worker && x.report.expires_ms >= now
        && x.range.count > 0
        && (wanted == room::any || x.report.sessions < x.report.sessions_max))
      result.push_back(&x);
  std::ranges::sort(result, {}, &route_candidate::worker);
  return result;
}

std::uint64_t end_of(const shard_range& x) {
  return std::uint64_t{x.first} + x.count;
}

/// @returns the blocks from which ranges lie end to end up to the last block.
std::set<std::uint64_t>
good_starts(const candidate_list& from, std::uint32_t blocks) {
  auto order = from;
  std::ranges::sort(order, std::greater{},
                    [](const auto* x) { return x->range.first; });
  auto result = std::set<std::uint64_t>{blocks};
  for (const auto* x : order)
    if (result.contains(end_of(x->range)))
      result.insert(x->range.first);
  return result;
}

} // namespace

caf::expected<std::vector<route_step>>
choose_route(const request_id& request, std::uint32_t attempt,
             std::uint32_t blocks, std::span<const route_candidate> candidates,
             time_ms now) {
  auto from = usable(candidates, now, room::needed);
  auto starts = good_starts(from, blocks);
  if (blocks == 0 || !starts.contains(0)) {
    auto all = usable(candidates, now, room::any);
    return blocks > 0 && good_starts(all, blocks).contains(0)
             ? errc::overloaded
             : errc::no_replica_left;
  }
  auto route = std::vector<route_step>{};
  for (auto block = std::uint32_t{0}; block < blocks;) {
    auto next = candidate_list{};
    std::ranges::copy_if(from, std::back_inserter(next), [&](const auto* x) {
      return x->range.first == block && starts.contains(end_of(x->range));
    });
    route.push_back(choose(draw_for(request, attempt, block), block, next));
    block += route.back().candidates[route.back().chosen].range.count;
  }
  return route;
}

caf::expected<route_step>
choose_replica(const request_id& request, std::uint32_t attempt,
               const shard_range& range,
               std::span<const route_candidate> candidates, time_ms now) {
  auto differs = [&](const auto* x) { return x->range != range; };
  auto from = usable(candidates, now, room::needed);
  std::erase_if(from, differs);
  if (!from.empty())
    return choose(draw_for(request, attempt, range.first), range.first, from);
  auto all = usable(candidates, now, room::any);
  std::erase_if(all, differs);
  return all.empty() ? errc::no_replica_left : errc::overloaded;
}

} // namespace synod::ledger
