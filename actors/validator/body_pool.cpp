#include "actors/validator/body_pool.hpp"

#include <algorithm>

namespace synod::chain {

void body_pool::add(const node_id& from, block_body x) {
  auto& sent = by_sender_[from];
  if (std::ranges::find(sent, x.id) != sent.end())
    return;
  if (sent.size() == bodies_per_sender_max) {
    drop(sent.front());
    sent.pop_front();
  }
  sent.push_back(x.id);
  auto& held = bodies_[x.id];
  ++held.holders;
  if (!held.body)
    held.body = std::make_shared<const block_body>(std::move(x));
}

void body_pool::pin(const block_id& x) {
  auto found = bodies_.find(x);
  if (found != bodies_.end())
    ++found->second.holders;
}

void body_pool::drop(const block_id& x) {
  auto found = bodies_.find(x);
  if (found != bodies_.end() && --found->second.holders == 0)
    bodies_.erase(found);
}

std::shared_ptr<const block_body> body_pool::find(const block_id& x) const {
  auto found = bodies_.find(x);
  return found == bodies_.end() ? nullptr : found->second.body;
}

void body_pool::forget_below(block_height height) {
  std::erase_if(bodies_, [&](const auto& x) {
    return x.second.body->content.header.height < height;
  });
  for (auto& [from, sent] : by_sender_)
    std::erase_if(sent,
                  [&](const block_id& x) { return !bodies_.contains(x); });
}

} // namespace synod::chain
