#include "actors/coordinator/rebuild_plan.hpp"

#include <algorithm>
#include <cassert>

namespace synod::coordinator {

namespace {

// The positions at which a hop can start such that it and all hops behind it
// can do their part: all of [0, below), and single ones from there on.
struct starts {
  std::uint32_t below = 0;
  std::vector<std::uint32_t> single{}; // ascending

  [[nodiscard]] std::optional<std::uint32_t>
  largest_in(std::uint32_t first, std::uint32_t last) const {
    for (auto i = single.rbegin(); i != single.rend(); ++i)
      if (first <= *i && *i <= last)
        return *i;
    if (below == 0 || below <= first)
      return {};
    return std::min(last, below - 1);
  }
};

// A rewound hop sends from where it starts; one that goes on can resend from
// whatever it has kept, or from where it goes on.
starts starts_before(const starts& next, const hop_holding& here) {
  auto result = starts{std::min(next.below, here.positions)};
  for (auto x : next.single)
    if (x < here.positions)
      result.single.push_back(x);
  if (next.largest_in(here.kept_from, here.positions))
    result.single.push_back(here.positions);
  return result;
}

} // namespace

std::vector<hop_plan>
plan_rebuild(std::span<const hop_holding> hops, std::uint32_t tokens) {
  assert(!hops.empty() && tokens > 0);
  auto held = std::vector<hop_holding>{};
  for (auto& x : hops) {
    auto positions = std::min(x.positions, tokens);
    held.push_back({positions, std::min(x.kept_from, positions)});
  }

  auto possible = std::vector<starts>(held.size());
  possible.back().below = std::min(held.back().positions, tokens - 1) + 1;
  for (auto i = held.size() - 1; i > 0; --i)
    possible[i - 1] = starts_before(possible[i], held[i - 1]);

  auto plan = std::vector<hop_plan>(held.size());
  // Zero is always possible, so there always is a largest one.
  plan[0].start = *possible[0].largest_in(0, tokens);
  for (std::size_t i = 0; i + 1 < held.size(); ++i) {
    auto& here = plan[i];
    auto positions = held[i].positions;
    plan[i + 1].start = here.start;
    if (here.start != positions)
      continue;
    auto next = *possible[i + 1].largest_in(held[i].kept_from, positions);
    plan[i + 1].start = next;
    if (next < positions)
      here.resend_from = next;
  }
  return plan;
}

} // namespace synod::coordinator
