#include "runtime/topology/spelling.hpp"

#include <algorithm>
#include <array>

namespace synod::topology {

namespace {

constexpr auto characters_max = std::size_t{64};

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, characters_max);
  b = b.substr(0, characters_max);
  auto rows = std::array<std::array<std::size_t, characters_max + 1>,
                         characters_max + 1>{};
  for (std::size_t i = 0; i <= a.size(); ++i)
    rows[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j)
    rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto replaced = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  return rows[a.size()][b.size()];
}

std::optional<std::string>
nearest(std::string_view word, const std::vector<std::string>& words) {
  auto best = std::optional<std::string>{};
  auto best_distance = characters_max;
  for (const auto& candidate : words) {
    auto distance = edit_distance(word, candidate);
    if (distance <= (candidate.size() + 2) / 3 && distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

} // namespace synod::topology
