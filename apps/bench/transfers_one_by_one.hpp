#pragma once

#include "apps/bench/samples.hpp"
#include "apps/bench/validator_network.hpp"

#include <nlohmann/json.hpp>

namespace synod::bench {

/// Makes transfers one after the other, each waited for until it is final.
/// @returns how long each took, in milliseconds
/// @throws std::runtime_error if one does not become final
samples transfer_one_by_one(validator_network& net, std::uint32_t count);

/// The same over at least `blocks` blocks, beside what the disk allows.
/// @returns {"blocks", "blocks_per_s", "final_ms_p50", "final_ms_p99",
///          "flush_ms_p50", "final_in_flushes"}
[[nodiscard]] nlohmann::json
transfers_one_by_one(validator_network& net, std::uint32_t blocks);

} // namespace synod::bench
