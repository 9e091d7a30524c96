#pragma once

#include "runtime/consensus/round_state.hpp"

#include <cstdint>

namespace synod::consensus {

/// How long a step waits: more in each round, so that some round is long
/// enough for any network that delivers at all. In milliseconds.
struct timeout_options {
  std::uint64_t propose_ms = 3'000;
  std::uint64_t prevote_ms = 1'000;
  std::uint64_t precommit_ms = 1'000;
  std::uint64_t growth_ms = 500; ///< Added per round.
  std::uint64_t longest_ms = 60'000;
};

/// @pre `step` is `propose`, `prevote` or `precommit`
[[nodiscard]] std::uint64_t
timeout_ms(const timeout_options& options, round_step step,
           round_number round) noexcept;

} // namespace synod::consensus
