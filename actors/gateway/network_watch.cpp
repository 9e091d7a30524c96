#include "actors/gateway/network_watch.hpp"

#include "actors/gateway/gateway_state.hpp"

#include <utility>

namespace synod {

void network_watch::ask(receiver f) {
  auto age = std::chrono::steady_clock::now() - known_at_;
  if (known_at_ != std::chrono::steady_clock::time_point{}
      && age <= self_->state.options().status_age_max)
    return f(known_);
  waiting_.push_back(std::move(f));
  if (missing_ == 0)
    begin();
}

void network_watch::begin() {
  const auto& nodes = self_->state.options().nodes;
  gathered_ = reports(nodes.size());
  missing_ = nodes.size() + 1; // itself, until all were asked
  for (auto i = std::size_t{0}; i < nodes.size(); ++i) {
    gathered_[i].status.node = nodes[i].node;
    auto handle = self_->state.resolver().node(nodes[i]);
    if (!handle) {
      end_one();
      continue;
    }
    self_
      ->request(*handle, self_->state.options().status_timeout,
                get_node_status{})
      .then(
        [this, i](node_status& x) {
          x.node = std::move(gathered_[i].status.node); // not as it claims
          gathered_[i] = {true, std::move(x)};
          end_one();
        },
        [this](const caf::error&) { end_one(); });
  }
  end_one();
}

void network_watch::end_one() {
  if (--missing_ != 0)
    return;
  known_ = std::move(gathered_);
  known_at_ = std::chrono::steady_clock::now();
  for (auto& f : std::exchange(waiting_, {}))
    f(known_);
}

} // namespace synod
