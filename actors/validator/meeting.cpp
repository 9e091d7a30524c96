#include "actors/validator/meeting.hpp"

namespace synod::chain {

namespace {

using peer = std::optional<validator_actor>;

void look_for(validator_pointer self, const node_id& node, peer& x) {
  auto found = self->state.around.peer(node);
  if (!found)
    return;
  x = *found;
  self->monitor(*found);
  self->state.gossiped_ms = 0; // it may have missed everything
}

} // namespace

void meet(validator_pointer self, const link_changed& x) {
  auto found = self->state.peers.find(x.node);
  if (found == self->state.peers.end())
    return;
  found->second.reset();
  if (x.up)
    look_for(self, x.node, found->second);
}

void meet_missing(validator_pointer self) {
  for (auto& [node, x] : self->state.peers)
    if (!x)
      look_for(self, node, x);
}

void forget_the_ended(validator_pointer self) {
  self->set_down_handler([self](const caf::down_msg& ended) {
    for (auto& [node, x] : self->state.peers)
      if (x && x->address() == ended.source)
        x.reset();
  });
}

} // namespace synod::chain
