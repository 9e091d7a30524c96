#include "runtime/consensus/validator_set.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace synod::consensus {

validator_set::validator_set(std::vector<validator> members)
  : members_(std::move(members)) {
  assert(is_valid(members_));
  std::ranges::sort(members_, {}, &validator::id);
  for (const auto& x : members_)
    total_weight_ += x.weight;
}

bool validator_set::is_valid(const std::vector<validator>& members) {
  auto ids = std::vector<validator_id>{};
  auto total = vote_weight{0};
  for (const auto& x : members) {
    if (x.weight == 0 || x.weight >= weight_limit - total)
      return false;
    total += x.weight;
    ids.push_back(x.id);
  }
  std::ranges::sort(ids);
  return !ids.empty() && std::ranges::adjacent_find(ids) == ids.end();
}

std::optional<validator_set::index>
validator_set::find(const validator_id& id) const {
  auto i = std::ranges::lower_bound(members_, id, {}, &validator::id);
  if (i == members_.end() || i->id != id)
    return {};
  return static_cast<index>(i - members_.begin());
}

vote_weight validator_set::weight_of(const validator_id& id) const {
  auto i = find(id);
  return i ? members_[*i].weight : 0;
}

} // namespace synod::consensus
