#include "actors/coordinator/blame.hpp"

#include <algorithm>
#include <limits>

namespace synod::coordinator {

namespace {

// Hops that say nothing, or that have forgotten the session.
verdict blame_absent(std::span<const probed> hops, std::uint32_t attempt) {
  auto result = verdict{};
  for (std::uint32_t i = 0; i < hops.size(); ++i) {
    auto& x = hops[i];
    if (x.error && *x.error != errc::unknown_session)
      result.hops.push_back(i);
    else if (!result.reopen && (x.error || x.progress.attempt != attempt))
      result.reopen = i;
  }
  if (!result.hops.empty())
    result.reopen.reset();
  return result;
}

} // namespace

verdict find_blame(std::span<const probed> hops, const expectation& expected) {
  auto absent = blame_absent(hops, expected.attempt);
  if (!absent.hops.empty() || absent.reopen)
    return absent;

  // Hops answer at different moments, so a row may seem lost while it moves.
  auto is_still = expected.still > instant{0};
  auto sent = expected.tokens; // to the hop at hand
  for (std::uint32_t i = 0; i < hops.size(); ++i) {
    auto& at = hops[i].progress;
    if (at.positions_received < sent)
      return is_still ? verdict{.reopen = i} : verdict{};
    if (at.positions_computed < at.positions_received) {
      auto computing
        = instant{static_cast<std::int64_t>(std::min<std::uint64_t>(
          at.computing_us, std::numeric_limits<std::int64_t>::max()))};
      auto longest = std::max(computing, expected.still);
      if (longest > expected.compute_max)
        return {.hops = {i}};
      return longest > expected.compute_max / 2 ? verdict{.late = i}
                                                : verdict{};
    }
    auto is_last = i + 1 == hops.size();
    if (!is_last && at.positions_sent < at.positions_computed)
      return is_still ? verdict{.link = i} : verdict{};
    sent = at.positions_sent;
  }
  // Everything was computed, so the token itself was lost.
  if (!is_still)
    return {};
  return {.reopen = static_cast<std::uint32_t>(hops.size() - 1)};
}

} // namespace synod::coordinator
