#pragma once

#include "apps/bench/validator_network.hpp"

#include <nlohmann/json.hpp>

namespace synod::bench {

/// What one validator flushes to disk for a height, apart for heights whose
/// block it proposed: transfers come one by one, and the network comes to rest
/// after each, so that it is known to which heights a flush belongs.
/// @returns {"mean", "follower_max", "proposer_max", "heights"}, or a sentence
///          where strace cannot be used
[[nodiscard]] nlohmann::json
flushes_per_height(validator_network& net, std::size_t who, unsigned transfers);

} // namespace synod::bench
