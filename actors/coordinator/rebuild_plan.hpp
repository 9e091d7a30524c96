#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace synod::coordinator {

/// What a hop has of a session: KV cache for [0, positions), and the outputs of
/// [kept_from, positions) to send again.
struct hop_holding {
  std::uint32_t positions = 0;
  std::uint32_t kept_from = 0;
};

/// What a hop does in a new attempt.
struct hop_plan {
  /// The first position whose input reaches the hop: `positions` if it goes on,
  /// less if it rewinds, `tokens` if nothing is left for it to compute.
  std::uint32_t start = 0;
  /// The hop first sends its outputs of [*resend_from, positions) again.
  std::optional<std::uint32_t> resend_from{};

  friend bool operator==(const hop_plan&, const hop_plan&) = default;
};

/// Says how the hops of a route come to compute every position of [0, tokens)
/// and sample after the last one, with as little computed again as kept outputs
/// allow. Along the route:
///
/// - the coordinator sends the tokens of [plan[0].start, tokens) to hop 0;
/// - a hop that goes on (`start == positions`) may first resend; the next hop's
///   start is then `resend_from`, and computed rows follow without a gap;
/// - a hop that rewinds (`start < positions`) resends nothing, and the next
///   hop's start is the same;
/// - no start is past what its hop holds;
/// - the last hop starts at `tokens - 1` at the latest, because sampling needs
///   that position's logits, which nobody keeps.
///
/// Each start is the largest that lets the hops behind it do their part, taken
/// from the first hop to the last.
/// @pre `!hops.empty()` and `tokens > 0`
[[nodiscard]] std::vector<hop_plan>
plan_rebuild(std::span<const hop_holding> hops, std::uint32_t tokens);

} // namespace synod::coordinator
