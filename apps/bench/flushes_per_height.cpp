#include "apps/bench/flushes_per_height.hpp"

#include "apps/bench/flush_count.hpp"
#include "apps/bench/transfers_one_by_one.hpp"
#include "schemas/block.hpp"
#include "schemas/canonical.hpp"

#include <algorithm>
#include <thread>

namespace synod::bench {

namespace {

using namespace std::chrono_literals;
using moment = std::chrono::system_clock::time_point;

/// From one rest of the network to the next.
struct span_of_work {
  moment begin;
  moment end;
  double heights = 0;
  double proposed = 0; ///< Of them, by the validator that is watched.
};

/// @returns the height at which nothing has moved for a while
std::uint64_t rest(validator_network& net) {
  for (auto height = net.wait_until_level(0, 60s);;) {
    std::this_thread::sleep_for(150ms);
    auto now = net.wait_until_level(height, 60s);
    if (now == height)
      return height;
    height = now;
  }
}

validator_id key_of(validator_network& net, std::size_t who) {
  auto status
    = must(net.ask<chain_status>(who, get_chain_status{}), "its status");
  for (const auto& x : status.validators)
    if (x.node == status.self)
      return x.key;
  throw std::runtime_error{status.self + " is no validator"};
}

validator_id proposer_of(validator_network& net, std::uint64_t height) {
  auto found = must(net.ask<stored_block>(0, get_block{block_height{height}}),
                    "a block");
  return must(canonical_decode<block>(found.block.bytes()), "a block")
    .header.proposer;
}

span_of_work
work(validator_network& net, const validator_id& watched, std::uint64_t from) {
  auto result = span_of_work{};
  result.begin = std::chrono::system_clock::now();
  (void) transfer_one_by_one(net, 1);
  auto to = rest(net);
  result.end = std::chrono::system_clock::now();
  for (auto height = from + 1; height <= to; ++height) {
    result.heights += 1;
    result.proposed += proposer_of(net, height) == watched ? 1 : 0;
  }
  return result;
}

} // namespace

nlohmann::json flushes_per_height(validator_network& net, std::size_t who,
                                  unsigned transfers) {
  auto watched = key_of(net, who);
  auto spans = std::vector<span_of_work>{};
  auto from = rest(net);
  auto times = flush_times(net.pid(who), net.folder().root, [&] {
    for (auto i = 0U; i < transfers; ++i) {
      spans.push_back(work(net, watched, from));
      from += static_cast<std::uint64_t>(spans.back().heights);
    }
  });
  if (!times)
    return "skipped: strace cannot be used";
  auto counts = [&](const span_of_work& x) {
    return static_cast<double>(std::ranges::count_if(
      *times, [&](moment at) { return x.begin <= at && at < x.end; }));
  };
  auto sum = 0.0;
  auto heights = 0.0;
  auto follower = 0.0;
  auto proposer = 0.0;
  for (const auto& x : spans) {
    sum += counts(x);
    heights += x.heights;
    if (x.proposed == 0)
      follower = std::max(follower, counts(x) / x.heights);
  }
  for (const auto& x : spans)
    if (x.proposed > 0)
      proposer
        = std::max(proposer, (counts(x) - follower * (x.heights - x.proposed))
                               / x.proposed);
  return {{"mean", heights > 0 ? sum / heights : 0},
          {"follower_max", follower},
          {"proposer_max", proposer},
          {"heights", heights}};
}

} // namespace synod::bench
