#include "runtime/model/byte_trie.hpp"

#include <cassert>

namespace synod::model {

void byte_trie::insert(std::string_view key, std::uint32_t value) {
  assert(!key.empty());
  std::uint64_t at = 0;
  for (auto byte : key) {
    auto [child, is_new] = children_.try_emplace(edge(at, byte), nodes_.size());
    if (is_new)
      nodes_.emplace_back();
    at = child->second;
  }
  nodes_[at] = {true, value};
}

byte_trie::match byte_trie::longest(std::string_view text) const noexcept {
  match best;
  std::uint64_t at = 0;
  for (std::size_t size = 0; size < text.size(); ++size) {
    auto child = children_.find(edge(at, text[size]));
    if (child == children_.end())
      break;
    at = child->second;
    if (nodes_[at].ends)
      best = {size + 1, nodes_[at].value};
  }
  return best;
}

} // namespace synod::model
