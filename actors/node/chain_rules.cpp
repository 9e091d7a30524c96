#include "actors/node/chain_rules.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>

namespace synod {

namespace {

constexpr auto settling_ms = time_ms{300'000};

/// Letters, digits and `-`, as a chain's name may have them.
std::string chain_id_of(const std::string& network) {
  auto result = std::string{};
  for (auto x : network.substr(0, 32))
    result += x == '_' ? '-' : static_cast<char>(std::tolower(x));
  return result;
}

} // namespace

chain_parameters parameters_for(const topology::network& network) {
  auto result = chain_parameters{};
  result.chain_id = chain_id_of(network.name);
  // A closed escrow must outlast the requests that it pays for.
  auto longest = std::chrono::milliseconds{network.limits.request_timeout};
  result.close_delay_ms = std::max(
    result.close_delay_ms, static_cast<time_ms>(longest.count()) + settling_ms);
  result.dispute_window_ms
    = std::max(result.dispute_window_ms, result.close_delay_ms);
  return result;
}

} // namespace synod
