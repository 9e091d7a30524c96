#pragma once

#include "runtime/ledger/route_choice.hpp"
#include "schemas/market_reads.hpp"
#include "schemas/request_record.hpp"

#include <caf/expected.hpp>

#include <string>
#include <vector>

namespace synod {

/// A request whose route is to be chosen again.
struct route_question {
  request_id request;
  request_record record;
  std::uint32_t blocks = 0; ///< Of its model.
};

/// Chooses the first route of a request again, from what its record says.
/// @param standings after the record's `route_height`
/// @param registered who offers which range
/// @returns `not_stored` if the record says that load and standings did not
///          decide; otherwise as `ledger::choose_route`
[[nodiscard]] caf::expected<std::vector<ledger::route_step>>
choose_again(const route_question& x, const ledger::reputation& standings,
             const workers_listed& registered);

/// Returns {"request", "height", "time_ms", "steps": [{"block", "draw",
/// "chosen", "candidates": [{"worker", "name", "first", "count", "weight",
/// "score", "sessions", "sessions_max"}]}]}, with scores in 2^-32.
[[nodiscard]] std::string
to_json(const route_question& x, const std::vector<ledger::route_step>& steps,
        const ledger::reputation& standings, const workers_listed& registered);

} // namespace synod
