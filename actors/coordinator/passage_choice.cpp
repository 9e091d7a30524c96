#include "actors/coordinator/passage_choice.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace synod::coordinator {

namespace {

std::string best_domain(std::span<const passages_found> found) {
  auto best = std::map<std::string, std::uint64_t>{};
  for (auto& x : found)
    for (auto& passage : x.passages)
      best[x.domain] = std::max(best[x.domain], passage.score);
  auto first = std::ranges::max_element(
    best, [](auto& a, auto& b) { return a.second < b.second; });
  return first == best.end() ? std::string{} : first->first;
}

} // namespace

chosen_passages
choose_passages(std::span<const passages_found> found, passage_rule rule) {
  auto result = chosen_passages{best_domain(found), {}};
  for (auto& x : found) {
    if (x.domain != result.domain)
      continue;
    for (auto& [passage, score] : x.passages)
      result.passages.push_back(
        {passage.text,
         {passage.id, x.corpus, x.version, passage.title},
         score});
  }
  auto& all = result.passages;
  std::ranges::sort(all, [](auto& a, auto& b) {
    if (a.score != b.score)
      return a.score > b.score;
    return std::tie(a.source.corpus, a.source.passage)
           < std::tie(b.source.corpus, b.source.passage);
  });
  if (all.size() > rule.passages_max)
    all.resize(rule.passages_max);
  if (!all.empty())
    std::erase_if(all, [&, best = all.front().score](auto& x) {
      return static_cast<double>(x.score) * 100
             < static_cast<double>(best) * rule.close_percent;
    });
  return result;
}

} // namespace synod::coordinator
