#include "runtime/ledger/state.hpp"

namespace synod::ledger {

std::optional<bytes> state_changes::get(const bytes& key) const {
  auto found = changes_.find(key);
  return found == changes_.end() ? base_->get(key) : found->second;
}

void state_changes::set(const bytes& key, bytes value) {
  changes_.insert_or_assign(key, std::move(value));
}

void state_changes::erase(const bytes& key) {
  changes_.insert_or_assign(key, std::nullopt);
}

void state_changes::apply(map_type changes) {
  changes.merge(changes_); // keeps the newer of two
  changes_ = std::move(changes);
}

std::optional<bytes> memory_state::get(const bytes& key) const {
  auto found = values_.find(key);
  if (found == values_.end())
    return std::nullopt;
  return found->second;
}

void memory_state::apply(const state_changes::map_type& changes) {
  for (const auto& [key, value] : changes)
    if (value)
      values_.insert_or_assign(key, *value);
    else
      values_.erase(key);
}

} // namespace synod::ledger
