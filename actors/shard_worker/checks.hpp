#pragma once

#include "actors/shard_worker/limits.hpp"
#include "schemas/error.hpp"
#include "schemas/session.hpp"
#include "schemas/step.hpp"

#include <optional>

namespace synod {

/// Checks a request to open against what the worker serves, whoever sent it:
/// the model, the receiver's place in the route, a route that tiles the model's
/// blocks, positions, lease, sampling and ids.
/// @returns `unknown_model`, `wrong_range`, or `invalid_argument`
[[nodiscard]] std::optional<errc>
check_open(const open_session& x, const actor_address& self,
           const shard_shape& shape);

/// Checks a step's own values: rows, positions, tokens or activations.
/// @returns `shape_mismatch`, `positions_exceeded`, `unknown_token`, or
///          `value_out_of_range`
[[nodiscard]] std::optional<errc>
check_step(const run_step& x, const shard_shape& shape,
           std::uint32_t positions_max);

} // namespace synod
