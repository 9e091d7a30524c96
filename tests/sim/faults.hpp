#pragma once

#include "tests/sim/cluster.hpp"
#include "tests/support/random_values.hpp"

#include <vector>

namespace synod::sim {

/// After this every fault of a storm has passed.
constexpr auto storm_span = instant{15'000'000};

[[nodiscard]] instant
random_span(test::random_values& random, instant low, instant high);

/// A network of random shape, speed and temper.
[[nodiscard]] cluster_options
random_cluster(std::uint64_t seed, test::random_values& random);

/// Some requests: completions and chats, short and long, greedy and sampled,
/// with and without stop strings, some with little time.
[[nodiscard]] std::vector<start_request>
random_calls(cluster& net, test::random_values& random);

/// Plans what goes wrong in the next seconds: workers crash, stop and hang,
/// links are cut, the coordinator and agents crash. All of it passes.
void plan_storm(cluster& net, test::random_values& random);

} // namespace synod::sim
