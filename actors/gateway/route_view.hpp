#pragma once

#include "runtime/ledger/route_choice.hpp"
#include "runtime/ledger/route_facts.hpp"
#include "schemas/attestation.hpp"
#include "schemas/request_record.hpp"

#include <caf/expected.hpp>

#include <string>
#include <vector>

namespace synod {

/// A request whose route is to be chosen again.
struct route_question {
  request_id request;
  std::string chain_id;
  request_record record;
  std::uint32_t blocks = 0; ///< Of its model.
};

/// Chooses the first route of a request again, from what its record says.
/// @param facts of the record's `route_height`
/// @returns `not_stored` if the record says that load and standings did not
///          decide; `bad_load_report` if a worker did not sign what the record
///          says of its load; otherwise as `ledger::choose_route`
[[nodiscard]] caf::expected<std::vector<ledger::route_step>>
choose_again(const route_question& x, const ledger::route_facts& facts);

/// Whether the request went to those: each has signed for the first position of
/// its range, or is reported to have failed.
[[nodiscard]] bool went_there(const std::vector<ledger::route_step>& steps,
                              const attest& attested);

/// Returns {"request", "height", "time_ms", "went_there", "steps": [{"block",
/// "draw", "chosen", "candidates": [{"worker", "name", "first", "count",
/// "weight", "score", "sessions", "sessions_max"}]}]}, with scores in 2^-32.
[[nodiscard]] std::string
to_json(const route_question& x, const std::vector<ledger::route_step>& steps,
        const ledger::route_facts& facts, const attest& attested);

} // namespace synod
